import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { DynamoFindPageOptions, DynamoScanOptions } from '../DynamoFindOptions.js'

/** Every find option. Another one needs a row, or it would be refused. */
const names: Readonly<Record<Exclude<keyof (DynamoFindPageOptions<object> & DynamoScanOptions<object>), 'join'>, true>> = {
  cache: true, comment: true, consistent: true, filter: true, index: true, loadEagerRelations: true, loadRelationIds: true, lock: true, maxEvaluated: true, maxRequests: true, onProgress: true,
  order: true, readCapacityPerSecond: true, relationLoadStrategy: true, relations: true, scan: true, segments: true, select: true, skip: true, take: true, transaction: true, where: true, withDeleted: true, withExpired: true,
}

/** What others call them. */
const instead: ReadonlyMap<string, string> = new Map([['limit', 'take'], ['offset', 'skip'], ['sort', 'order'], ['orderBy', 'order'], ['columns', 'select']])

const strategies: ReadonlySet<unknown> = new Set(['join', 'query'])

/**
 * A find option that is not known would be ignored, and a `where` with a typo read the whole table.
 *
 * @throws InvalidQueryError for options that there are not, and those with values that they cannot have.
 * @throws UnsupportedError for `join` and `cache`.
 */
export function refuseUnknownOptions(entity: string, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue
    if (name === 'join') throw new UnsupportedError('joins', entity)
    const other = instead.get(name)
    throw new InvalidQueryError(`${entity}: there is no find option "${name}". ${other === undefined ? `The find options are ${Object.keys(names).join(', ')}; properties stand in where.` : `Use ${other}.`}`, { entity, path: name, code: 'query.option' })
  }
  if (options.cache !== undefined && options.cache !== false && options.cache !== null) throw new UnsupportedError('cached queries', entity)
  const strategy = options.relationLoadStrategy
  if (strategy !== undefined && !strategies.has(strategy)) throw new InvalidQueryError(`${entity}: the find option relationLoadStrategy is 'join' or 'query'. Give one of them.`, { entity, path: 'relationLoadStrategy', code: 'query.option' })
}
