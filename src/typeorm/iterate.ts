import { Readable } from 'node:stream'
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'
import { readAhead } from '../client/readAhead.js'
import type { SpanSketch, Tracing } from '../client/Tracing.js'
import type { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import type { DynamoScanOptions } from './DynamoFindOptions.js'

/** Entities one by one; one page is asked for ahead of the reader, and none after the reader has stopped. */
export async function* iterate<Entity extends ObjectLiteral>(manager: EntityManager, target: EntityTarget<Entity>, options: DynamoScanOptions<Entity>): AsyncGenerator<Entity, void, undefined> {
  const builder = manager.createQueryBuilder(target, manager.connection.getMetadata(target).name) as DynamoSelectQueryBuilder<Entity>
  const { tracing } = builder.driver
  const read = builder.setFindOptions(options).pages()
  const pages = tracing === undefined ? read : inSpans(read, tracing, builder.store.model.table)
  // Segments of a Scan are a page ahead by themselves.
  for await (const page of options.segments === undefined ? readAhead(pages) : pages) yield* page
}

/** A span for each page. */
async function* inSpans<T>(pages: AsyncGenerator<T, void, undefined>, tracing: Tracing, table: string): AsyncGenerator<T, void, undefined> {
  const sketch = (): SpanSketch<unknown> => ({ name: `iterate ${table}`, attributes: { 'db.system.name': 'aws.dynamodb', 'db.operation.name': 'iterate', 'db.collection.name': table }, failed: (error) => ({ 'error.type': error instanceof Error ? error.name : typeof error }) })
  try {
    for (;;) {
      const page = await tracing.operation(sketch, () => pages.next())
      if (page.done === true) return
      yield page.value
    }
  } finally {
    await pages.return()
  }
}

/** The same as a stream of objects, which holds back its source while nobody reads. */
export function streamOf<Entity extends ObjectLiteral>(...of: Parameters<typeof iterate<Entity>>): Readable {
  return Readable.from(iterate(...of), { objectMode: true, highWaterMark: 1 })
}
