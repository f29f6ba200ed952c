import type { EntityStore } from './EntityStore.js'
import { assignValues, drawNumbers, generateValues, movedExpiry, valueAt, withComputedValues, withValues, type GeneratedValues } from './generateValues.js'
import { refusalError } from './refusalError.js'
import { endFor, issuesOf } from './validateEntity.js'
import { performChange } from './writeEntity.js'
import type { Condition } from '../expressions/Condition.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { WriteContext } from './WriteContext.js'

/** An entity with the values that a put gives it. */
export interface PreparedPut {
  readonly entity: object
  readonly values: GeneratedValues
  readonly expectedVersion?: AttributeValue | undefined
}

/** Works out what a whole put adds to an entity: what it lacks, the date of the change, the next version. It waits for numbers alone. */
export function preparePut(context: WriteContext, store: EntityStore, entity: object, now: Date): PreparedPut | Promise<PreparedPut> {
  const { model } = store
  if (model.counted.length === 0) return prepared(store, entity, generateValues(model, entity, now), now)
  return drawNumbers(model, entity, context.driver.nextNumber(store)).then((numbers) => prepared(store, entity, [...generateValues(model, entity, now), ...numbers], now))
}

function prepared(store: EntityStore, entity: object, missing: (readonly [AttributeModel, unknown])[], now: Date): PreparedPut {
  const { model, codec } = store
  const moved = model.expiry?.on === 'write' ? model.timeToLive : undefined
  const given = model.updateDate === undefined && model.version === undefined && moved === undefined ? missing : missing.filter(([attribute]) => attribute !== model.updateDate && attribute !== model.version && attribute !== moved)
  if (model.updateDate !== undefined) given.push([model.updateDate, now])
  if (moved !== undefined) given.push(...movedExpiry(model, now))
  let expectedVersion: AttributeValue | undefined
  if (model.version !== undefined) {
    const carried = valueAt(entity, model.version) as number | null | undefined
    if (carried !== undefined && carried !== null) expectedVersion = codec.encodeValue(model.version, carried)
    given.push([model.version, (carried ?? 0) + 1])
  }
  const values = withComputedValues(store, entity, given)
  return { entity: withValues(entity, values), values, expectedVersion }
}

/**
 * Stores a whole entity by one PutItem, and gives it its generated values. A versioned one replaces just the version that it carries.
 *
 * @throws ValidationError when its schemas refuse it.
 * @throws OptimisticLockVersionMismatchError when another version is stored; the entity is left as it was.
 * @throws ConditionFailedError when the condition does not hold of what is stored.
 */
export async function putEntity(context: WriteContext, store: EntityStore, entity: object, condition?: Condition): Promise<void> {
  const prepared = await preparePut(context, store, entity, context.driver.now())
  if (store.model.validation !== undefined && endFor(context, await issuesOf(store, prepared.entity))) return
  await putPrepared(context, store, entity, prepared, condition)
}

/** The same of an entity that has its values, and has been validated. */
export async function putPrepared(context: WriteContext, store: EntityStore, entity: object, prepared: PreparedPut, condition?: Condition): Promise<void> {
  const outcome = await performChange(context, store, { kind: 'put', mode: 'replace', entity: prepared.entity, expectedVersion: prepared.expectedVersion, condition })
  if (outcome.status === 'refused') throw refusalError(store, outcome, store.model.version === undefined ? undefined : valueAt(entity, store.model.version))
  giveValues(context, entity, prepared.values)
}

/** Sets generated values on the caller's entity, and takes them back if the transaction fails. */
export function giveValues(context: WriteContext, entity: object, values: GeneratedValues): void {
  if (context.isTransactionActive) {
    const before = values.map(([attribute]) => [attribute, valueAt(entity, attribute)] as const)
    context.onUndo?.(() => assignValues(entity, before))
  }
  assignValues(entity, values)
}
