import { composeKey } from '../codec/composedKey.js'
import { conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import type { EntityModel, KeyModel } from '../metadata/EntityModel.js'
import type { AttributeValue, Key } from '../vocabulary/AttributeValue.js'
import { limits } from '../vocabulary/limits.js'
import { bindings, type Bindings } from './bindings.js'
import { isKeyable } from './isKeyable.js'
import { isOfType } from './isOfType.js'
import { keyIdentity } from './keyIdentity.js'

/** Primary keys of which every matching item has one, and what else the where asks. */
export interface WholeKeys {
  readonly keys: readonly Key[]
  readonly rest: readonly Condition[]
}

/**
 * Finds the primary keys in a where: equalities, IN on the key attributes, or an OR whose branches are keys each. Undefined
 * where the where leaves a key attribute open, or names more combinations than one request can read.
 */
export function wholeKeys(model: EntityModel, conjuncts: readonly Condition[], bound: Bindings): WholeKeys | undefined {
  return keysOfBindings(model, conjuncts, bound) ?? keysOfBranches(model, conjuncts)
}

/** Values that a key attribute can have, and the conjuncts that say so. */
interface KeyValues {
  readonly values: readonly AttributeValue[]
  readonly consumed: readonly Condition[]
}

/** The values that a key of the table can have, of those that any stored key can have; undefined where the where leaves it open. */
export function keyValues(model: EntityModel, key: KeyModel, bound: Bindings): KeyValues | undefined {
  const limit = key === model.primaryKey[0] ? limits.partitionKeyBytes : limits.sortKeyBytes
  const { name } = key.attributes[0]!
  const values = bound.possible(name)?.filter((value) => isOfType(model.attributeByName.get(name)!, value) && isKeyable([value], limit))
  if (values !== undefined || key.template === undefined) return values && { values, consumed: bound.of(name).map(({ conjunct }) => conjunct) }
  const composed = composedValues(key, bound)?.flatMap((parts) => composeKey(parts, key.template!) ?? [])
  // A plain join cannot tell the borders of its parts, so there the where stays.
  const consumed = key.template.composition === 'plain' ? [] : key.parts.flatMap((part) => bound.of(part.name).map(({ conjunct }) => conjunct))
  // In a plain composition several values may make one key.
  return composed && { values: [...new Set(composed)].map((text): AttributeValue => ({ S: text })).filter((value) => isKeyable([value], limit)), consumed }
}

/** Every combination of the values that the parts of a key can have; undefined where one is open, or they are too many for one request. */
function composedValues(key: KeyModel, bound: Bindings): AttributeValue[][] | undefined {
  let found: AttributeValue[][] = [[]]
  for (const part of key.parts) {
    const values = bound.possible(part.name)?.filter((value) => isOfType(part, value))
    if (values === undefined || (found.length > 1 && values.length > 1 && found.length * values.length > limits.batchGetKeys)) return undefined
    found = found.flatMap((leading) => values.map((value) => [...leading, value]))
  }
  return found
}

function keysOfBindings(model: EntityModel, conjuncts: readonly Condition[], bound: Bindings): WholeKeys | undefined {
  let keys: Key[] = [{}]
  const consumed = new Set<Condition>()
  let lists = 0
  for (const one of model.primaryKey) {
    const found = keyValues(model, one, bound)
    if (found === undefined) return undefined
    if (found.values.length > 1) lists++
    for (const conjunct of found.consumed) consumed.add(conjunct)
    const { name } = one.attributes[0]!
    keys = keys.flatMap((key) => found.values.map((value): Key => ({ ...key, [name]: value })))
    if (lists > 1 && keys.length > limits.batchGetKeys) return undefined
  }
  return { keys, rest: conjuncts.filter((conjunct) => !consumed.has(conjunct)) }
}

function keysOfBranches(model: EntityModel, conjuncts: readonly Condition[]): WholeKeys | undefined {
  const either = conjuncts.find((conjunct) => conjunct.kind === 'or')
  if (either === undefined || either.kind !== 'or') return undefined
  const others = conjuncts.filter((conjunct) => conjunct !== either)
  const keys = new Map<string, Key>()
  let left: readonly Condition[] = []
  let exact = true
  for (const branch of either.conditions) {
    const parts = conjunctsOf(branch)
    // What stands beside the OR may give a part of each key.
    const found = keysOfBindings(model, [...others, ...parts], bindings([...others, ...parts]))
    if (found === undefined) return undefined
    if (found.rest.some((one) => parts.includes(one))) exact = false
    left = found.rest
    for (const key of found.keys) keys.set(keyIdentity('', key), key)
  }
  return { keys: [...keys.values()], rest: conjuncts.filter((conjunct) => (conjunct === either ? !exact : left.includes(conjunct))) }
}
