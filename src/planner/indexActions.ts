import type { EntityCodec } from '../codec/compileCodec.js'
import { compare, notExists } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { applyUpdate } from '../expressions/applyUpdate.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { InvalidValueError } from '../errors/InvalidValueError.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { ComposedAttribute, EntityModel } from '../metadata/EntityModel.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { keyParts } from './keyParts.js'

/** What an update has to do besides, so that no index falls out of step. */
export type IndexActions =
  | {
      readonly kind: 'ready'
      readonly actions: readonly UpdateAction[]
      /** The parts that were not changed are as they were when the composed attributes were worked out. */
      readonly conditions: readonly Condition[]
      /** Actions of the caller that `actions` replaces by literals. */
      readonly replaced: ReadonlySet<UpdateAction>
    }
  | { readonly kind: 'needs-base' }

interface Change {
  readonly key: Key
  readonly actions: readonly UpdateAction[]
  readonly base?: Item | undefined
  /** The item may be made by it: attributes that are composed of its key alone come with it. */
  readonly creates?: boolean | undefined
}

/** Works out the composed attributes that a change touches. */
export function indexActions(model: EntityModel, codec: EntityCodec, change: Change): IndexActions {
  const changed = new Map<string, UpdateAction>()
  for (const action of change.actions) {
    checkTarget(model, action, change.creates)
    changed.set(action.path[0], action)
  }
  const actions: UpdateAction[] = []
  const replaced = new Set<UpdateAction>()
  const guarded = new Set<string>()
  const known = keyParts(model, change.key)
  for (const composed of model.composed) {
    if (model.keyNames.includes(composed.name)) continue
    const comes = change.creates === true && dependsOn(composed)?.every((name) => known[name] !== undefined) === true
    const names = dependsOn(composed)
    if (!comes && names !== undefined && !names.some((name) => changed.has(name))) continue
    const source = sourceOf(composed, change, changed, known)
    if (source === undefined) return { kind: 'needs-base' }
    for (const name of source.guarded) guarded.add(name)
    for (const name of source.computed) {
      const action = changed.get(name)!
      if (replaced.has(action)) continue
      replaced.add(action)
      actions.push({ kind: 'set', path: [name], value: { kind: 'literal', value: source.item[name]! } })
    }
    const value = codec.compose(composed, source.item)
    actions.push(value === undefined ? { kind: 'remove', path: [composed.name] } : { kind: 'set', path: [composed.name], value: { kind: 'literal', value } })
  }
  return { kind: 'ready', actions, replaced, conditions: [...guarded].map((name) => unchanged(name, change.base)) }
}

/** The attributes that a composed one depends on; undefined where only asking an item tells. */
const dependsOn = ({ parts, when }: ComposedAttribute): readonly string[] | undefined =>
  when === undefined ? parts.map(({ name }) => name) : when.names && [...parts.map(({ name }) => name), ...when.names]

/** The same of one item, as the change leaves it. */
function askedOf({ parts, when }: ComposedAttribute, item: Item): readonly string[] {
  const names = new Set(parts.map(({ name }) => name))
  when!.holds(item, (name) => names.add(name))
  return [...names]
}

/** The values of what a composed attribute depends on after the change; undefined where the stored item has to be read for them. */
function sourceOf(composed: ComposedAttribute, change: Change, changed: ReadonlyMap<string, UpdateAction>, ofKey: Item): { item: Item; guarded: string[]; computed: string[] } | undefined {
  const { base } = change
  const names = dependsOn(composed) ?? (base === undefined ? undefined : askedOf(composed, applyUpdate(change.actions, base)))
  if (names === undefined) return undefined
  if (isLeft(composed, changed, ofKey)) return { item: {}, guarded: [], computed: [] }
  const item: Item = {}
  const guarded: string[] = []
  const computed: string[] = []
  for (const name of names) {
    const action = changed.get(name)
    if (action === undefined) {
      const known = ofKey[name]
      if (known === undefined && base === undefined) return undefined
      if (known === undefined) guarded.push(name)
      const value = known ?? base?.[name]
      if (value !== undefined) item[name] = value
    } else if (action.path.length === 1 && action.kind === 'set' && action.value.kind === 'literal') {
      item[name] = action.value.value
    } else if (action.path.length > 1 || action.kind !== 'remove') {
      // A value that DynamoDB works out cannot be composed: work it out here, and write it if the stored one has not changed.
      if (base === undefined) return undefined
      const value = applyUpdate(change.actions.filter(({ path }) => path[0] === name), base)[name]
      guarded.push(name)
      if (value === undefined) continue
      item[name] = value
      if (action.path.length === 1) computed.push(name)
    }
  }
  // A function sees whole entities; what it does not ask for does not matter.
  return { item: composed.when !== undefined && composed.when.names === undefined ? applyUpdate(change.actions, base!) : item, guarded, computed }
}

/** Whether the change alone says that the item is not in the index: then its parts do not matter. */
function isLeft({ when }: ComposedAttribute, changed: ReadonlyMap<string, UpdateAction>, ofKey: Item): boolean {
  if (when?.names === undefined) return false
  const item: Item = {}
  for (const name of when.names) {
    const action = changed.get(name)
    const isWritten = action?.path.length === 1 && action.kind === 'set' && action.value.kind === 'literal'
    const value = isWritten ? action.value.value : ofKey[name]
    if (value !== undefined) item[name] = value
    else if (action?.path.length !== 1 || action.kind !== 'remove') return false
  }
  return !when.holds(item)
}

function unchanged(name: string, base: Item | undefined): Condition {
  const value = base?.[name]
  return value === undefined ? notExists(name) : compare('=', name, value)
}

/** Refuses what DynamoDB would refuse, or what would leave an index out of step, before anything is sent. */
function checkTarget(model: EntityModel, action: UpdateAction, creates = false): void {
  const [name, ...nested] = action.path
  const attribute = model.attributeByName.get(name)
  if (model.keyNames.includes(name) || (attribute !== undefined && model.identity.includes(attribute) && !creates)) throw new InvalidQueryError(`${attribute?.subject ?? name}: a primary key cannot be changed. Delete the item and write another.`, { entity: model.entity, path: name })
  if (model.composed.some((composed) => composed.name === name)) throw new InvalidQueryError(`${model.entity}: "${name}" is kept by the driver. Change the properties that it is made of.`, { entity: model.entity, path: name })
  if (attribute === undefined || nested.length > 0) return
  const literal = action.kind === 'set' && action.value.kind === 'literal' ? action.value.value : undefined
  const index = attribute.keyOf[0]
  const empty = literal?.S === '' ? 'string' : literal?.B !== undefined && bytesOf(literal.B).length === 0 ? 'binary value' : undefined
  if (empty !== undefined && index !== undefined) throw new InvalidValueError(attribute.subject, `an empty ${empty} cannot be in the key of index ${index}. Use null to leave the index.`)
  const required = attribute.requiredBy[0]
  if (action.kind === 'remove' && required !== undefined) throw new InvalidValueError(attribute.subject, `index ${required} needs a value in each item. Give one, or make the column nullable.`)
}
