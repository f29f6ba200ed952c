import type { Condition } from '../../src/expressions/Condition.js'
import { all, compare, exists, notExists } from '../../src/expressions/conditions.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { CheckPlan, DeletePlan, PutPlan, UpdatePlan } from '../../src/planner/WritePlan.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'

const target = { table: 'users', entity: 'User', key: { id: { S: '1' } } } as const
const under = (conditions: readonly Condition[]): { condition?: Condition } => (conditions.length === 0 ? {} : { condition: all(conditions) })

export const put = (attributes: Item, ...conditions: readonly Condition[]): PutPlan => ({ kind: 'put', ...target, item: { id: { S: '1' }, ...attributes }, ...under(conditions) })
export const update = (actions: readonly UpdateAction[], ...conditions: readonly Condition[]): UpdatePlan => ({ kind: 'update', ...target, actions, ...under(conditions) })
export const remove = (...conditions: readonly Condition[]): DeletePlan => ({ kind: 'delete', ...target, ...under(conditions) })
export const check = (...conditions: readonly Condition[]): CheckPlan => ({ kind: 'check', ...target, condition: all(conditions) })

export const here = exists('id')
export const absent = notExists('id')
export const nameIs = (name: string): Condition => compare('=', 'name', { S: name })
export const countIs = (count: string): Condition => compare('=', 'count', { N: count })

export const set = (name: string, value: AttributeValue): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'literal', value } })
export const unset = (name: string): UpdateAction => ({ kind: 'remove', path: [name] })
export const add = (name: string, value: AttributeValue): UpdateAction => ({ kind: 'add', path: [name], value })
export const without = (name: string, value: AttributeValue): UpdateAction => ({ kind: 'delete', path: [name], value })
/** `name = if_not_exists(name, start) + amount`, as an unknown version is counted. */
export const counted = (name: string, start: string, amount: string): UpdateAction => ({
  kind: 'set',
  path: [name],
  value: { kind: 'plus', left: { kind: 'if-not-exists', path: [name], value: { kind: 'literal', value: { N: start } } }, right: { kind: 'literal', value: { N: amount } } },
})
export const copied = (name: string, from: string): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'path', path: [from] } })
