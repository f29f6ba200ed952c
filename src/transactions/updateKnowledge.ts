import type { UpdatePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'

/** What is certain of an item after an update, whatever was stored before. */
export interface UpdateKnowledge {
  /** The attributes whose values are certain, with the key among them: the item exists then. */
  readonly item: Item
  /** Names of the attributes of which all is certain: those of `item`, and those that are absent. */
  readonly certain: ReadonlySet<string>
  /** Names of the attributes that the update changes, in whole or in part. */
  readonly changed: ReadonlySet<string>
}

export function updateKnowledge(plan: UpdatePlan): UpdateKnowledge {
  const item: Item = { ...plan.key }
  const certain = new Set(Object.keys(plan.key))
  const changed = new Set<string>()
  for (const action of plan.actions) {
    const [name, ...nested] = action.path
    changed.add(name)
    if (nested.length > 0) continue
    if (action.kind === 'set' && action.value.kind === 'literal') item[name] = action.value.value
    else if (action.kind !== 'remove') continue
    certain.add(name)
  }
  return { item, certain, changed }
}
