import type { QueryExpressionMap } from 'typeorm/query-builder/QueryExpressionMap.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { Criteria } from '../../planner/Criteria.js'

/** How much of the answer is wanted. As in TypeORM, limit and offset go before take and skip. */
export function rangeOf({ limit, offset, skip, take }: QueryExpressionMap, entity: string): Pick<Criteria, 'skip' | 'take'> {
  const plain = (limit ?? undefined) === undefined && (offset ?? undefined) === undefined
  const range = { skip: (plain ? skip : offset) ?? 0, take: (plain ? take : limit) ?? undefined }
  for (const [name, value] of Object.entries(range)) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) throw new InvalidQueryError(`${entity}: ${name} is a whole number from 0. Leave it out to read everything.`, { entity, path: name })
  }
  return range
}
