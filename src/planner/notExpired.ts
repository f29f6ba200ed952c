import { all, compare, not } from '../expressions/conditions.js'
import type { Comparison, Condition } from '../expressions/Condition.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Item } from '../vocabulary/AttributeValue.js'

type Timed = Pick<EntityModel, 'timeToLive'>

/** Seconds since 1970, as DynamoDB compares them with a time to live. */
export const epochSeconds = (time: Date): number => Math.floor(time.getTime() / 1000)

/**
 * Holds for items whose time has not passed: also for those without one, and with one that is no number, which DynamoDB never
 * deletes. Nothing where the entity has no time to live.
 */
export const notExpired = (model: Timed, nowEpochSeconds: number | undefined): readonly Condition[] => expired(model, nowEpochSeconds).map(not)

/** Holds for items whose time has passed, which DynamoDB has not deleted yet. */
export const expired = ({ timeToLive }: Timed, nowEpochSeconds: number | undefined): readonly Comparison[] =>
  timeToLive === undefined || nowEpochSeconds === undefined ? [] : [{ ...compare('<=', timeToLive.name, { N: String(nowEpochSeconds) }), ofMoment: true }]

/** The item, unless its time has passed. */
export const unlessExpired = (model: Timed, nowEpochSeconds: number | undefined, item: Item | undefined): Item | undefined =>
  item !== undefined && evaluateCondition(all(notExpired(model, nowEpochSeconds)), item) ? item : undefined

/** Whether a condition compares with the time at which it is asked: at another time it is the same question. */
export const isOfMoment = (condition: Condition): boolean => (condition.kind === 'not' ? isOfMoment(condition.condition) : condition.kind === 'comparison' && condition.ofMoment === true)
