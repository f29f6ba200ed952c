import type { UniqueModel } from '../metadata/EntityModel.js'
import type { WritePlan } from '../planner/WritePlan.js'

/** What is unique in a table, over all classes that live there. */
export interface TableUniques {
  readonly table: string
  readonly keyNames: readonly string[]
  /** Name of the attribute with the time to live. */
  readonly timeToLive?: string | undefined
  readonly constraints: readonly UniqueModel[]
}

/** The constraints that a write may concern: all for a whole item, those of its attributes for an update. */
export function touchedUniques({ timeToLive, constraints }: TableUniques, plan: WritePlan): readonly UniqueModel[] {
  switch (plan.kind) {
    case 'put':
    case 'delete':
      return constraints
    case 'update': {
      const names = new Set(plan.actions.map((action) => action.path[0]))
      // Sentinels end with their item.
      return timeToLive !== undefined && names.has(timeToLive) ? constraints : constraints.filter((unique) => unique.names.some((name) => names.has(name)))
    }
    case 'check':
      return []
    default:
      return plan satisfies never
  }
}
