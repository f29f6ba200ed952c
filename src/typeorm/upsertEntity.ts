import { ofClass } from './criteria/ofEntity.js'
import type { EntityStore } from './EntityStore.js'
import { movedExpiry, valueAt, type GeneratedValues } from './generateValues.js'
import { assignments, versioned, type Assignment } from './updateChange.js'
import { epochSeconds, unlessExpired } from '../planner/notExpired.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { UpdateOperator } from './updateOperator.js'
import type { WriteContext } from './WriteContext.js'
import { refusalError } from './refusalError.js'
import { performChange, storedIn } from './writeEntity.js'

/** Operators of an upsert by their columns: what happens to an item that is stored. */
export type Operators = ReadonlyMap<AttributeModel, UpdateOperator>

/** The operators among the values of an upsert. */
export const operatorsOf = ({ model }: EntityStore, values: object): Operators =>
  new Map(model.attributes.flatMap((attribute): [AttributeModel, UpdateOperator][] => {
    const value = valueAt(values, attribute)
    return value instanceof UpdateOperator ? [[attribute, value]] : []
  }))

/**
 * Inserts an entity, or changes the named columns of the item that exists: one update where that keeps the indexes right, else a
 * read and a write that depends on it. Gives the values of the columns that the driver fills.
 */
export async function upsertEntity(context: WriteContext, store: EntityStore, entity: object, columns: readonly string[], generated: GeneratedValues, operators: Operators = new Map()): Promise<Record<string, unknown>> {
  const { model, codec } = store
  const key = codec.encodeKey(entity)
  const now = context.driver.now()
  const filled = new Set<AttributeModel>([...generated.map(([attribute]) => attribute), ...[model.updateDate ?? []].flat(), ...movedExpiry(model, now).map(([attribute]) => attribute)])
  const made = Object.fromEntries(generated.map(([attribute, value]) => [attribute.name, value]))
  const found = (item: Item): Record<string, unknown> => Object.fromEntries([...filled].map((attribute) => [attribute.name, codec.decodeValue(attribute, item[attribute.name])]))

  const overwritten = model.attributes.filter((attribute) => columns.includes(attribute.name) && attribute.insertable && attribute.computed === undefined && !model.identity.includes(attribute) && attribute.generated !== 'version' && attribute.generated !== 'create-date')
  if (overwritten.length === 0) {
    const stored = context.isTransactionActive ? await storedIn(context, { kind: 'get', table: model.table, entity: model.entity, key, consistent: true }, { told: true }) : undefined
    if (unlessExpired(model, epochSeconds(now), stored) !== undefined) return found(stored!)
    const outcome = await performChange(context, store, { kind: 'put', entity, mode: 'insert' })
    return outcome.status === 'refused' && outcome.stored !== undefined ? found(outcome.stored) : made
  }

  const set = assignments(store, overwritten.map((attribute): Assignment => [attribute, operators.get(attribute) ?? valueAt(entity, attribute) ?? null]))
  const { change: { actions }, generated: dated } = versioned(store, set, undefined, now)
  const named = new Set([...model.keyNames, ...actions.map((action) => action.path[0])])
  const outcome = await performChange(context, store, {
    kind: 'upsert', key, entity, actions,
    inserted: model.attributes.flatMap((attribute): [AttributeModel, AttributeValue][] => {
      const value = named.has(attribute.name) || attribute.computed !== undefined ? undefined : codec.encodeValue(attribute, valueAt(entity, attribute))
      return value === undefined ? [] : [[attribute, value]]
    }),
    onStored: (stored) => versioned(store, set, stored, now).change,
    condition: ofClass(model),
    // A transaction answers nothing: what an entity in memory shall know has to be known before.
    readsFirst: context.isTransactionActive && generated.length > 0,
    returns: generated.length > 0 ? 'new' : undefined,
  })
  if (outcome.status === 'refused') throw refusalError(store, outcome)
  return outcome.attributes === undefined ? { ...made, ...dated } : found(outcome.attributes)
}
