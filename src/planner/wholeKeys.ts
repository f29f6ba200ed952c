import { conjuncts as conjunctsOf } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { equalValues } from '../expressions/equalValues.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { Key } from '../vocabulary/AttributeValue.js'
import { bindings, type Bindings } from './bindings.js'

/** Primary keys of which every matching item has one, and what else the where asks. */
export interface WholeKeys {
  readonly keys: readonly Key[]
  readonly rest: readonly Condition[]
}

/**
 * Finds the primary keys in a where: equalities, IN on one of the key attributes, or an OR whose branches are keys each.
 * Undefined where the where leaves a key attribute open.
 */
export function wholeKeys(model: EntityModel, conjuncts: readonly Condition[], bound: Bindings): WholeKeys | undefined {
  return keysOfBindings(model, conjuncts, bound) ?? keysOfBranches(model, conjuncts)
}

function keysOfBindings(model: EntityModel, conjuncts: readonly Condition[], bound: Bindings): WholeKeys | undefined {
  let keys: Key[] = [{}]
  const consumed = new Set<Condition>()
  let lists = 0
  for (const name of model.keyNames) {
    const one = bound.find(name, new Set(['='])) ?? bound.find(name, new Set(['in']))
    if (one === undefined) return undefined
    if (one.values.length > 1) lists++
    consumed.add(one.conjunct)
    // No item has an empty string in its key.
    const values = one.values.filter((value) => value.S !== '')
    keys = keys.flatMap((key) => values.map((value): Key => ({ ...key, [name]: value })))
  }
  // The product of two lists would read items that nobody asked for.
  if (lists > 1) return undefined
  return { keys: distinct(keys, model), rest: conjuncts.filter((conjunct) => !consumed.has(conjunct)) }
}

function keysOfBranches(model: EntityModel, conjuncts: readonly Condition[]): WholeKeys | undefined {
  const either = conjuncts.find((conjunct) => conjunct.kind === 'or')
  if (either === undefined || either.kind !== 'or') return undefined
  const keys: Key[] = []
  let exact = true
  for (const branch of either.conditions) {
    const parts = conjunctsOf(branch)
    const found = keysOfBindings(model, parts, bindings(parts))
    if (found === undefined) return undefined
    if (found.rest.length > 0) exact = false
    keys.push(...found.keys)
  }
  return { keys: distinct(keys, model), rest: conjuncts.filter((conjunct) => conjunct !== either || !exact) }
}

function distinct(keys: readonly Key[], model: EntityModel): Key[] {
  if (keys.length < 2) return [...keys]
  const seen = new Map<string, Key[]>()
  return keys.filter((key) => {
    const bucket = model.keyNames.map((name) => JSON.stringify(key[name])).join()
    const others = seen.get(bucket)
    if (others?.some((other) => model.keyNames.every((name) => equalValues(other[name]!, key[name]!)))) return false
    if (others === undefined) seen.set(bucket, [key])
    else others.push(key)
    return true
  })
}
