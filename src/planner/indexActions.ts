import type { EntityCodec } from '../codec/compileCodec.js'
import { computeValue } from '../codec/computeValue.js'
import type { Condition } from '../expressions/Condition.js'
import { applyUpdate } from '../expressions/applyUpdate.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { InvalidValueError } from '../errors/InvalidValueError.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeModel, ComposedAttribute, EntityModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { keyParts } from './keyParts.js'
import { unchangedAttribute } from './unchanged.js'

/** What an update has to do besides, so that no index falls out of step. */
export type IndexActions =
  | {
      readonly kind: 'ready'
      readonly actions: readonly UpdateAction[]
      /** What was not changed is as it was when something was made of it. */
      readonly conditions: readonly Condition[]
      /** Actions of the caller that `actions` replaces by literals. */
      readonly replaced: ReadonlySet<UpdateAction>
    }
  | { readonly kind: 'needs-base' }

interface Change {
  readonly key: Key
  readonly actions: readonly UpdateAction[]
  readonly base?: Item | undefined
  /** The item may be made by it: what is made of its key alone comes with it. */
  readonly creates?: boolean | undefined
}

/** Works out what a change touches of columns that are computed from others, and of attributes that are composed of them. */
export function indexActions(model: EntityModel, codec: EntityCodec, change: Change): IndexActions {
  const changed = new Map<string, UpdateAction[]>()
  for (const action of change.actions) {
    checkTarget(model, action, change.creates)
    changed.set(action.path[0], [...(changed.get(action.path[0]) ?? []), action])
  }
  const actions: UpdateAction[] = []
  const replaced = new Set<UpdateAction>()
  const guarded = new Set<string>()
  const known = keyParts(model, change.key)
  const after = (names: readonly string[] | undefined): Item | undefined => {
    const source = names && valuesAfter(names, change, changed, known)
    for (const name of source?.guarded ?? []) guarded.add(name)
    for (const name of source?.computed ?? []) {
      const [action] = changed.get(name)!
      if (replaced.has(action!)) continue
      replaced.add(action!)
      actions.push({ kind: 'set', path: [name], value: { kind: 'literal', value: source!.item[name]! } })
    }
    return source?.item
  }
  const give = (name: string, value: AttributeValue | undefined): UpdateAction => {
    const action: UpdateAction = value === undefined ? { kind: 'remove', path: [name] } : { kind: 'set', path: [name], value: { kind: 'literal', value } }
    actions.push(action)
    return action
  }
  for (const computed of model.computed) {
    const { attribute, sources } = computed
    if (change.creates !== true && !sources.some(({ name }) => changed.has(name))) continue
    const item = after(sources.map(({ name }) => name))
    if (item === undefined) return { kind: 'needs-base' }
    const action = give(attribute.name, codec.encodeValue(attribute, computeValue(model, computed, (source) => codec.decodeValue(source, item[source.name]))))
    checkValue(attribute, action)
    // What is made of it in turn sees it so.
    changed.set(attribute.name, [action])
  }
  for (const composed of model.composed) {
    if (model.keyNames.includes(composed.name)) continue
    const names = dependsOn(composed)
    const comes = change.creates === true && names?.every((name) => known[name] !== undefined) === true
    if (!comes && names !== undefined && !names.some((name) => changed.has(name))) continue
    if (isLeft(composed, changed, known)) {
      give(composed.name, undefined)
      continue
    }
    const whole = names === undefined && change.base !== undefined ? applyUpdate([...changed.values()].flat(), change.base) : undefined
    const item = after(names ?? (whole && askedOf(composed, whole)))
    if (item === undefined) return { kind: 'needs-base' }
    // A function sees whole entities; what it does not ask for does not matter.
    give(composed.name, codec.compose(composed, whole ?? item))
  }
  return { kind: 'ready', actions, replaced, conditions: [...guarded].map((name) => unchangedAttribute(name, change.base)) }
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

/** The values of attributes after the change, for what is made of them; undefined where the stored item has to be read for them. */
function valuesAfter(names: readonly string[], { base }: Change, changed: ReadonlyMap<string, readonly UpdateAction[]>, ofKey: Item): { item: Item; guarded: string[]; computed: string[] } | undefined {
  const item: Item = {}
  const guarded: string[] = []
  const computed: string[] = []
  for (const name of names) {
    const [action, ...others] = changed.get(name) ?? []
    const isWhole = action?.path.length === 1
    if (action === undefined) {
      const known = ofKey[name]
      if (known === undefined && base === undefined) return undefined
      if (known === undefined) guarded.push(name)
      const value = known ?? base?.[name]
      if (value !== undefined) item[name] = value
    } else if (isWhole && action.kind === 'set' && action.value.kind === 'literal') {
      item[name] = action.value.value
    } else if (!isWhole || action.kind !== 'remove') {
      // A value that DynamoDB works out cannot be composed: work it out here, and write it if the stored one has not changed.
      if (base === undefined) return undefined
      const value = applyUpdate([action, ...others], base)[name]
      guarded.push(name)
      if (value === undefined) continue
      item[name] = value
      if (isWhole) computed.push(name)
    }
  }
  return { item, guarded, computed }
}

/** Whether the change alone says that the item is not in the index: then its parts do not matter. */
function isLeft({ when }: ComposedAttribute, changed: ReadonlyMap<string, readonly UpdateAction[]>, ofKey: Item): boolean {
  if (when?.names === undefined) return false
  const item: Item = {}
  for (const name of when.names) {
    const [action, ...others] = changed.get(name) ?? []
    const isWhole = action?.path.length === 1 && others.length === 0
    const value = isWhole && action.kind === 'set' && action.value.kind === 'literal' ? action.value.value : ofKey[name]
    if (value !== undefined) item[name] = value
    else if (!isWhole || action.kind !== 'remove') return false
  }
  return !when.holds(item)
}

export const computedFault = ({ subject, property, computed }: AttributeModel): InvalidQueryError => new InvalidQueryError(`${subject}: the column is computed. Change ${computed!.from.join(' or ')}, and it follows.`, { path: property, code: 'query.computed' })

/** Refuses what DynamoDB would refuse, or what would leave an index out of step, before anything is sent. */
function checkTarget(model: EntityModel, action: UpdateAction, creates = false): void {
  const [name, ...nested] = action.path
  const attribute = model.attributeByName.get(name)
  if (model.keyNames.includes(name) || (attribute !== undefined && model.identity.includes(attribute) && !creates)) throw new InvalidQueryError(`${attribute?.subject ?? name}: a primary key cannot be changed. Delete the item and write another.`, { entity: model.entity, path: name })
  if (attribute?.computed !== undefined) throw computedFault(attribute)
  const isKept = model.composed.some((composed) => composed.name === name) || (model.itemType?.attribute === name && !creates)
  if (isKept) throw new InvalidQueryError(`${model.entity}: "${name}" is kept by the driver. Change the properties that it is made of.`, { entity: model.entity, path: name })
  if (attribute !== undefined && nested.length === 0) checkValue(attribute, action)
}

/** Refuses a value, or none, that the keys of indexes do not take. */
function checkValue(attribute: AttributeModel, action: UpdateAction): void {
  const value = action.kind !== 'set' ? undefined : action.value.kind === 'if-not-exists' ? action.value.value : action.value
  const literal = value?.kind === 'literal' ? value.value : undefined
  const index = attribute.keyOf[0]
  const empty = literal?.S === '' ? 'string' : literal?.B !== undefined && bytesOf(literal.B).length === 0 ? 'binary value' : undefined
  if (empty !== undefined && index !== undefined) throw new InvalidValueError(attribute.subject, `an empty ${empty} cannot be in the key of index ${index}. Use null to leave the index.`)
  const required = attribute.requiredBy[0]
  if (action.kind === 'remove' && required !== undefined) throw new InvalidValueError(attribute.subject, `index ${required} needs a value in each item. Give one, or make the column nullable.`)
}
