import type { ForeignKeyMetadata } from 'typeorm/metadata/ForeignKeyMetadata.js'
import { all, compare } from '../expressions/conditions.js'
import type { Criteria } from '../planner/Criteria.js'
import { planRead } from '../planner/planRead.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { attributeTypes } from '../vocabulary/attributeTypes.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { ofEntity } from './criteria/ofEntity.js'
import type { EntityStore } from './EntityStore.js'

/** Entities that go, or lose their foreign key, with the entity that it refers to. */
export interface Dependent {
  readonly store: EntityStore
  /** The foreign key's attributes, each with the one that it refers to. */
  readonly columns: readonly { readonly name: string; readonly referenced: string }[]
  readonly action: 'CASCADE' | 'SET NULL'
}

export interface Dependents {
  /** By what is referred to; what goes along comes before what stays. */
  readonly byOwner: ReadonlyMap<string, readonly Dependent[]>
  readonly faults: readonly string[]
}

/** What tells the items that may be referred to: their table and, where others share it, their type. */
export const ownerKey = ({ table, itemType }: EntityModel): string => (itemType === undefined ? table : `${table}#${itemType.value}`)

/** Reads `onDelete` of every foreign key. */
export function dependentsOf(stores: readonly EntityStore[]): Dependents {
  const byOwner = new Map<string, Dependent[]>()
  const faults: string[] = []
  for (const store of stores) {
    // In a table of several classes, TypeORM names every foreign key at the base class.
    if (store.metadata.parentEntityMetadata !== undefined) continue
    for (const key of store.metadata.foreignKeys) {
      const action = key.onDelete ?? 'NO ACTION'
      if (action === 'NO ACTION') continue
      const owner = ownerOf(stores, store, key)
      const subject = `${owner.metadata.name}.${key.columns.map((column) => column.propertyPath).join(', ')}`
      if (action !== 'CASCADE' && action !== 'SET NULL') {
        faults.push(`${subject}: DynamoDB cannot promise onDelete '${action}'. Use 'CASCADE', 'SET NULL' or 'NO ACTION', and look for related entities before you delete.`)
        continue
      }
      const dependent: Dependent = { store: owner, action, columns: key.columns.map((column, position) => ({ name: column.databaseName, referenced: key.referencedColumns[position]!.databaseName })) }
      faults.push(...faultsOf(dependent, key, subject))
      const owned = ownerKey(stores.find((other) => other.metadata === key.referencedEntityMetadata)!.model)
      byOwner.set(owned, [...(byOwner.get(owned) ?? []), dependent].sort((a, b) => (a.action < b.action ? -1 : a.action > b.action ? 1 : 0)))
    }
  }
  return { byOwner, faults }
}

/** The topmost class that has the foreign key: the others of its table have no such items, and their indexes none of its. */
function ownerOf(stores: readonly EntityStore[], store: EntityStore, key: ForeignKeyMetadata): EntityStore {
  const column = key.columns[0]!
  const declared = column.relationMetadata?.target ?? column.target
  const has = ({ metadata: { target } }: EntityStore): boolean => typeof target !== 'function' || typeof declared !== 'function' || isOf(target, declared)
  if (has(store)) return store
  const owners = stores.filter((other) => other.model.table === store.model.table && has(other))
  return owners.find((one) => owners.every((other) => isOf(other.metadata.target as Function, one.metadata.target as Function))) ?? store
}

const isOf = (target: Function, base: Function): boolean => target === base || (target.prototype as object) instanceof base

function faultsOf(dependent: Dependent, key: ForeignKeyMetadata, subject: string): string[] {
  const { store: { model }, action, columns } = dependent
  const unset = action === 'SET NULL' ? key.columns.find((column) => !column.isNullable || model.identity.some(({ name }) => name === column.databaseName)) : undefined
  if (unset !== undefined) return [`${subject}: onDelete 'SET NULL' needs a column that may be null. Make the relation nullable and no part of a key, or use 'CASCADE'.`]
  const samples = columns.map(({ name }): AttributeValue => {
    const { wire } = attributeTypes[model.attributeByName.get(name)!.type]
    return wire === 'N' ? { N: '1' } : wire === 'B' ? { B: new Uint8Array([1]) } : { S: 'x' }
  })
  const choice = planRead(model, findingOf(dependent, samples, false))
  if (choice.steps[0]?.plan.kind !== 'scan') return []
  return [`${subject}: onDelete '${action}' needs an index by which the related items are found. ${choice.suggestion === undefined ? 'Add one whose partition key is the foreign key' : `Add ${choice.suggestion}`}, or a property for the relation on its other side.`]
}

/** The question for what refers to an item, by the values that it is referred to by. */
export function findingOf({ store, columns }: Pick<Dependent, 'store' | 'columns'>, values: readonly AttributeValue[], consistent: boolean): Criteria {
  const kind = ofEntity(store.model)
  const where = all([...columns.map(({ name }, position) => compare('=', name, values[position]!)), ...(kind === undefined ? [] : [kind])])
  return { where, order: [], consistent, skip: 0 }
}

/** What an item is referred to by; undefined where a part is missing. */
export function referredBy({ columns }: Dependent, item: Item): AttributeValue[] | undefined {
  const values = columns.map(({ referenced }) => item[referenced])
  return values.some((value) => value === undefined) ? undefined : (values as AttributeValue[])
}
