import type { Item } from '../vocabulary/AttributeValue.js'
import type { Condition } from './Condition.js'
import { conditionNames } from './conditions.js'
import { evaluateCondition } from './evaluateCondition.js'

/** Whether a condition is not certain to fail for an item of which only some attributes are known: their values, or their absence. */
export const mayHold = (condition: Condition, item: Item, certain: ReadonlySet<string>): boolean => outcome(condition, item, certain) !== false

/** Undefined where it depends on what is not known. */
function outcome(condition: Condition, item: Item, certain: ReadonlySet<string>): boolean | undefined {
  switch (condition.kind) {
    case 'and':
      return joined(condition.conditions, false)
    case 'or':
      return joined(condition.conditions, true)
    case 'not': {
      const inner = outcome(condition.condition, item, certain)
      return inner === undefined ? undefined : !inner
    }
    case 'comparison':
      return [...conditionNames(condition)].every((name) => certain.has(name)) ? evaluateCondition(condition, item) : undefined
    case 'raw':
      return undefined
    default:
      return condition satisfies never
  }

  function joined(conditions: readonly Condition[], deciding: boolean): boolean | undefined {
    const outcomes = conditions.map((one) => outcome(one, item, certain))
    if (outcomes.includes(deciding)) return deciding
    return outcomes.includes(undefined) ? undefined : !deciding
  }
}
