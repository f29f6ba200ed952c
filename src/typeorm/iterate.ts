import { Readable } from 'node:stream'
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'
import { readAhead } from '../client/readAhead.js'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { DynamoScanOptions } from './DynamoFindOptions.js'

/** Entities one by one; one page is asked for ahead of the reader, and none after the reader has stopped. */
export async function* iterate<Entity extends ObjectLiteral>(manager: EntityManager, target: EntityTarget<Entity>, options: DynamoScanOptions<Entity>): AsyncGenerator<Entity, void, undefined> {
  const builder = manager.createQueryBuilder(target, manager.connection.getMetadata(target).name) as DynamoSelectQueryBuilder<Entity>
  const pages = builder.setFindOptions(options).pages()
  // Segments of a Scan are a page ahead by themselves.
  for await (const page of options.segments === undefined ? readAhead(pages) : pages) yield* page
}

/** The same as a stream of objects, which holds back its source while nobody reads. */
export function streamOf<Entity extends ObjectLiteral>(...of: Parameters<typeof iterate<Entity>>): Readable {
  return Readable.from(iterate(...of), { objectMode: true, highWaterMark: 1 })
}
