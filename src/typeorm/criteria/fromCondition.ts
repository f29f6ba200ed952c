import { ConditionFailedError } from '../../errors/ConditionFailedError.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { Condition } from '../../expressions/Condition.js'
import { all } from '../../expressions/conditions.js'
import { sendable } from '../builders/targets.js'
import type { DynamoDataSourceOptions } from '../DynamoDataSourceOptions.js'
import type { EntityStore } from '../EntityStore.js'
import { invalidValues } from '../typeormLine.js'
import { whereCondition } from './fromFindOptions.js'
import { filterCondition } from './fromText.js'

/**
 * What the option `condition` asks of the item that is stored; undefined where it is not given.
 *
 * @throws InvalidQueryError for one that asks nothing, or that DynamoDB cannot evaluate.
 * @throws ConditionFailedError for one that nothing can satisfy, such as `In([])`.
 */
export function writeCondition(store: EntityStore, given: unknown, options: DynamoDataSourceOptions): Condition | undefined {
  if (given === undefined) return undefined
  const { name } = store.metadata
  const asksNothing = typeof given === 'string' && given.trim() === ''
  const condition = asksNothing ? all([]) : typeof given === 'string' ? filterCondition(store, given) : whereCondition(store, given, invalidValues(options))
  if (condition.kind === 'and' && condition.conditions.length === 0) throw new InvalidQueryError(`${name}: the condition of a write is empty. Name what must hold, or leave it out.`, { entity: name, code: 'query.emptyCondition' })
  if (condition.kind === 'or' && condition.conditions.length === 0) throw new ConditionFailedError({ entity: name, keyNames: store.model.identityNames })
  return sendable(store, condition)
}

/** @throws InvalidQueryError for a condition where a write cannot have one. */
export function refuseCondition(entity: string, options: unknown, rule: string): void {
  if ((options as { readonly condition?: unknown } | null | undefined)?.condition !== undefined) throw new InvalidQueryError(`${entity}: ${rule}`, { entity, code: 'query.condition' })
}
