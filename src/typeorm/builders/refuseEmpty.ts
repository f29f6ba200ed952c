import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { Condition } from '../../expressions/Condition.js'
import type { EntityStore } from '../EntityStore.js'

/** Criteria that were given and say nothing must not write everything. */
export function refuseEmpty(where: Condition, { metadata }: EntityStore): void {
  if (where.kind === 'and' && where.conditions.length === 0) throw new InvalidQueryError(`${metadata.name}: the criteria of a write are empty. Name the items; to write all of them, use deleteAll(), or a query builder without where().`, { entity: metadata.name, code: 'query.emptyCriteria' })
}
