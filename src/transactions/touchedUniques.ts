import type { EntityModel, UniqueModel } from '../metadata/EntityModel.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** What is unique in a table, over all classes that live there. */
export interface TableUniques {
  readonly table: string
  readonly keyNames: readonly string[]
  /** Name of the attribute with the time to live. */
  readonly timeToLive?: string | undefined
  readonly constraints: readonly UniqueModel[]
  /** The types of the entities that share the table, by their names; undefined where a name is that of several. */
  readonly types: ReadonlyMap<string, string | undefined>
}

/** The constraints of an entity alone, since no key of it is that of another; all where it has its table to itself, or none is named. */
export function constraintsOf({ constraints, types }: TableUniques, entity: string | undefined): readonly UniqueModel[] {
  const type = entity === undefined ? undefined : types.get(entity)
  return type === undefined ? constraints : constraints.filter(({ itemType }) => itemType?.value === type)
}

/** The constraints that a write may concern: all of its entity for a whole item, those of its attributes for an update. */
export function touchedUniques(uniques: TableUniques, plan: WritePlan): readonly UniqueModel[] {
  switch (plan.kind) {
    case 'put':
    case 'delete':
      return constraintsOf(uniques, plan.entity)
    case 'update':
      return uniquesNamed({ ...uniques, constraints: constraintsOf(uniques, plan.entity) }, plan.actions.map((action) => action.path[0]))
    case 'check':
      return []
    default:
      return plan satisfies never
  }
}

/** The constraints that a change of attributes of these names may concern: all, for that of the time to live, since sentinels end with their item. */
export function uniquesNamed({ timeToLive, constraints }: TableUniques, written: Iterable<string>): readonly UniqueModel[] {
  const names = new Set(written)
  return timeToLive !== undefined && names.has(timeToLive) ? constraints : constraints.filter((unique) => unique.names.some((name) => names.has(name)))
}

/** What is unique in each table: the constraints of all entities that are stored there. */
export function uniquesByTable(models: readonly EntityModel[]): ReadonlyMap<string, TableUniques> {
  const byTable = new Map<string, TableUniques>()
  for (const { table, keyNames, uniques } of models) {
    if (uniques.length === 0) continue
    const known = byTable.get(table)?.constraints ?? []
    const others = uniques.filter((unique) => !known.some((other) => sameConstraint(other, unique)))
    const timeToLive = models.find((model) => model.table === table && model.timeToLive !== undefined)?.timeToLive?.name
    byTable.set(table, { table, keyNames, timeToLive, constraints: [...known, ...others], types: typesIn(models.filter((model) => model.table === table)) })
  }
  return byTable
}

function typesIn(models: readonly EntityModel[]): ReadonlyMap<string, string | undefined> {
  const types = new Map<string, string | undefined>()
  for (const { entity, itemType } of models) types.set(entity, types.has(entity) && types.get(entity) !== itemType?.value ? undefined : itemType?.value)
  return types
}

const sameConstraint = (a: UniqueModel, b: UniqueModel): boolean => a.names.join('\n') === b.names.join('\n') && a.itemType?.value === b.itemType?.value

/** Names of the attributes on which sentinels depend, with the key: what is read of an item to work them out. */
export const namesWatched = ({ keyNames, timeToLive, constraints }: TableUniques): readonly string[] => [...new Set([...keyNames, ...(timeToLive === undefined ? [] : [timeToLive]), ...constraints.flatMap(({ names, itemType }) => [...names, ...(itemType === undefined ? [] : [itemType.attribute])])])]

export const keyIn = ({ keyNames }: TableUniques, item: Item): Key => Object.fromEntries(keyNames.map((name) => [name, item[name]!]))
