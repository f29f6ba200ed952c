import { conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import type { EntityModel } from '../metadata/EntityModel.js'
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

/** The values that a key attribute can have, of those that any stored key can have; undefined where the where leaves it open. */
export function keyValues(model: EntityModel, name: string, bound: Bindings): readonly AttributeValue[] | undefined {
  const limit = name === model.keyNames[0] ? limits.partitionKeyBytes : limits.sortKeyBytes
  const attribute = model.attributeByName.get(name)!
  return bound.possible(name)?.filter((value) => isOfType(attribute, value) && isKeyable([value], limit))
}

function keysOfBindings(model: EntityModel, conjuncts: readonly Condition[], bound: Bindings): WholeKeys | undefined {
  let keys: Key[] = [{}]
  const consumed = new Set<Condition>()
  let lists = 0
  for (const name of model.keyNames) {
    const values = keyValues(model, name, bound)
    if (values === undefined) return undefined
    if (values.length > 1) lists++
    for (const { conjunct } of bound.of(name)) consumed.add(conjunct)
    keys = keys.flatMap((key) => values.map((value): Key => ({ ...key, [name]: value })))
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
