import type { EntityCodec } from '../codec/compileCodec.js'
import { all, any, compare, conjuncts as conjunctsOf, exists, notExists } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import { indexActions, type IndexActions } from './indexActions.js'
import { expired, isOfMoment, notExpired, unlessExpired } from './notExpired.js'
import type { GetPlan } from './ReadPlan.js'
import type { UpdateChange, UpsertChange, WriteChange } from './WriteChange.js'
import type { SingleWritePlan, WritePlan } from './WritePlan.js'

/** Why a write was not done although DynamoDB could be asked. `demanded`: what its caller demands does not hold. */
export type Refusal = 'exists' | 'absent' | 'version' | 'condition' | 'demanded'

/** A write that is ready to send, or that needs the stored item first. */
export type PlannedWrite<Plan extends WritePlan = SingleWritePlan> =
  | {
      readonly kind: 'ready'
      readonly plan: Plan
      /** What to do when the condition did not hold for the item that is stored: another plan, or why not. */
      readonly refused: (stored: Item | undefined) => PlannedWrite<Plan> | Refusal
    }
  | { readonly kind: 'read'; readonly plan: GetPlan; readonly then: (stored: Item | undefined) => PlannedWrite<Plan> | Refusal }

/**
 * Makes every write: whole items, changes and deletes alike. Decides the index parts, the version and the conditions.
 *
 * @throws InvalidValueError for values that the keys or indexes refuse.
 */
export function planWrite(model: EntityModel, codec: EntityCodec, change: WriteChange): PlannedWrite {
  switch (change.kind) {
    case 'put':
      return planPut(model, codec, change)
    case 'delete':
      return planDelete(model, change)
    case 'update':
      return planUpdate(model, codec, change)
    case 'upsert':
      return upsertAtOnce(model, codec, change) ?? { kind: 'read', plan: readOf(model, change.key), then: (stored) => upsertOnStored(model, codec, change, stored) }
    default:
      return change satisfies never
  }
}

const partition = (model: EntityModel): string => model.partitionKey.name

function planPut(model: EntityModel, codec: EntityCodec, change: Extract<WriteChange, { kind: 'put' }>): PlannedWrite {
  const item = codec.encode(change.entity)
  const key: Key = {}
  for (const name of model.keyNames) key[name] = item[name]!
  return {
    kind: 'ready',
    plan: { kind: 'put', table: model.table, entity: model.entity, key, item, condition: putCondition(model, change) },
    refused: (stored) => {
      if (change.condition !== undefined && !holds(change.condition, stored)) return 'condition'
      return change.mode === 'insert' ? 'exists' : 'version'
    },
  }
}

function putCondition(model: EntityModel, { mode, condition, expectedVersion, nowEpochSeconds }: Extract<WriteChange, { kind: 'put' }>): Condition | undefined {
  if (mode === 'replace' && model.version === undefined) return condition
  const own = mode === 'insert' || expectedVersion === undefined ? any([notExists(partition(model)), ...expired(model, nowEpochSeconds)]) : compare('=', model.version!.name, expectedVersion)
  return condition === undefined ? own : all([condition, own])
}

function planDelete(model: EntityModel, change: Extract<WriteChange, { kind: 'delete' }>): PlannedWrite {
  const conditions = [...given(change), ...versionCondition(model, change.expectedVersion)]
  return {
    kind: 'ready',
    plan: { kind: 'delete', table: model.table, entity: model.entity, key: change.key, condition: conditions.length === 0 ? undefined : all(conditions), returns: change.returns },
    refused: (stored) => whyRefused(model, change, stored) ?? 'condition',
  }
}

const readOf = (model: EntityModel, key: Key): GetPlan => ({ kind: 'get', table: model.table, entity: model.entity, key, consistent: true })

const versionCondition = (model: EntityModel, expected: AttributeValue | undefined): Condition[] =>
  model.version === undefined || expected === undefined ? [] : [compare('=', model.version.name, expected)]

function planUpdate(model: EntityModel, codec: EntityCodec, change: UpdateChange): PlannedWrite {
  const index = indexActions(model, codec, change)
  if (index.kind === 'needs-base') {
    return {
      kind: 'read',
      plan: readOf(model, change.key),
      then: (stored) => onStored(model, codec, change, stored),
    }
  }
  return ready(model, codec, change, index)
}

function ready(model: EntityModel, codec: EntityCodec, change: UpdateChange, index: Extract<IndexActions, { kind: 'ready' }>): PlannedWrite {
  const conditions = [
    exists(partition(model)),
    ...given(change).flatMap(conjunctsOf),
    ...versionCondition(model, change.expectedVersion),
    ...index.conditions,
  ]
  return {
    kind: 'ready',
    plan: {
      kind: 'update',
      table: model.table,
      entity: model.entity,
      key: change.key,
      actions: [...change.actions.filter((action) => !index.replaced.has(action)), ...index.actions],
      condition: all(conditions),
      returns: change.returns,
    },
    refused: (stored) => onStored(model, codec, change, stored),
  }
}

/** With the stored item at hand: the same change planned on it, unless what the caller asks for does not hold for it. */
function onStored(model: EntityModel, codec: EntityCodec, change: UpdateChange, stored: Item | undefined): PlannedWrite | Refusal {
  const refusal = whyRefused(model, change, stored)
  if (refusal !== undefined || stored === undefined) return refusal ?? 'absent'
  const index = indexActions(model, codec, { ...change, base: stored })
  return index.kind === 'ready' ? ready(model, codec, change, index) : 'condition'
}

/** One update that makes the item or changes it; undefined where that depends on what is stored. */
function upsertAtOnce(model: EntityModel, codec: EntityCodec, change: UpsertChange): PlannedWrite | undefined {
  // Where absence means null, a value for new items only would fill what is null in an old one.
  if (change.readsFirst === true || change.inserted.some(([attribute]) => attribute.nullable)) return undefined
  const kept = change.inserted.map(([{ name }, value]): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'if-not-exists', path: [name], value: { kind: 'literal', value } } }))
  const actions = [...change.actions, ...kept]
  const given = new Set([...model.identityNames, ...actions.map((action) => action.path[0])])
  if (model.attributes.some((attribute) => attribute.requiredBy.length > 0 && !given.has(attribute.name))) return undefined
  const index = indexActions(model, codec, { key: change.key, actions, creates: true })
  if (index.kind === 'needs-base') return undefined
  const conditions = [...(change.condition === undefined ? [] : [any([notExists(partition(model)), change.condition])]), ...notExpired(model, change.nowEpochSeconds)]
  return {
    kind: 'ready',
    plan: { kind: 'update', table: model.table, entity: model.entity, key: change.key, actions: [...actions, ...index.actions], condition: conditions.length === 0 ? undefined : all(conditions), returns: change.returns },
    // What has expired meanwhile is replaced.
    refused: (stored) => (stored !== undefined && unlessExpired(model, change.nowEpochSeconds, stored) === undefined ? upsertOnStored(model, codec, change, stored) : 'condition'),
  }
}

/** With the stored item at hand, or its absence: an update or an insert under the condition that this is still so. */
function upsertOnStored(model: EntityModel, codec: EntityCodec, change: UpsertChange, found: Item | undefined): PlannedWrite | Refusal {
  const { nowEpochSeconds } = change
  const stored = unlessExpired(model, nowEpochSeconds, found)
  if (stored !== undefined && change.condition !== undefined && !holds(change.condition, stored)) return 'condition'
  const planned = stored === undefined ? planPut(model, codec, { kind: 'put', mode: 'insert', entity: change.entity, nowEpochSeconds }) : planUpdate(model, codec, { kind: 'update', key: change.key, base: stored, returns: change.returns, ...change.onStored(stored) })
  return planned.kind === 'read' ? planned : { ...planned, refused: (other) => upsertOnStored(model, codec, change, other) }
}

function whyRefused(model: EntityModel, change: Pick<UpdateChange, 'condition' | 'demanded' | 'expectedVersion'>, stored: Item | undefined): Refusal | undefined {
  const demanded = change.demanded === undefined || holds(change.demanded, stored) ? undefined : 'demanded'
  if (stored === undefined) return demanded ?? 'absent'
  if (!versionCondition(model, change.expectedVersion).every((condition) => holds(condition, stored))) return 'version'
  if (change.condition === undefined || holds(change.condition, stored)) return demanded
  return conjunctsOf(change.condition).some((one) => isOfMoment(one) && !holds(one, stored)) ? 'absent' : 'condition'
}

const given = ({ condition, demanded }: Pick<UpdateChange, 'condition' | 'demanded'>): Condition[] => [condition, demanded].filter((one) => one !== undefined)

const holds = (condition: Condition, stored: Item | undefined): boolean => evaluateCondition(condition, stored ?? {})
