import { answer } from '../../client/answer.js'
import { inParallel } from '../../client/inParallel.js'
import { all, compare } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { Criteria } from '../../planner/Criteria.js'
import { isKeyable } from '../../planner/isKeyable.js'
import { keyIdentities, keyIdentity } from '../../planner/keyIdentity.js'
import { keyOfParts } from '../../planner/keyParts.js'
import { planRead } from '../../planner/planRead.js'
import { stepByKeys } from '../../planner/readStep.js'
import type { AttributeValue, Item, Key } from '../../vocabulary/AttributeValue.js'
import { limits } from '../../vocabulary/limits.js'
import { tellingNames, visible, type Shown } from '../criteria/ofEntity.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { AttributeModel, EntityModel } from '../../metadata/EntityModel.js'
import type { EntityStore } from '../EntityStore.js'
import { consistentByKeys, isolationIn, readItemsOf, seenBy } from '../readEntities.js'
import { isolated } from '../isolation.js'
import type { WriteContext } from '../WriteContext.js'

/** Where relations are read from, and on whose behalf. */
export interface Reading {
  readonly driver: DynamoDriver
  /** A transaction, whose writes are seen. */
  readonly context?: WriteContext | undefined
  /** A write needs it, so that the application does not rely on it. */
  readonly own?: boolean | undefined
  /** Strongly consistent where items are read by their keys, whole or just the partition key. */
  readonly consistent?: boolean | undefined
}

export interface Related extends Shown {
  readonly projection?: readonly string[] | undefined
}

/** The values of some attributes of an item, under other names; undefined where one is missing or nothing could be found by it. */
export function tupleOf({ model }: EntityStore, item: Item | undefined, from: readonly string[], to: readonly string[]): Item | undefined {
  const tuple: Item = {}
  for (const [position, name] of from.entries()) {
    const value = item?.[name]
    if (value === undefined || !couldBeStored(model.attributeByName.get(to[position]!), value)) return undefined
    tuple[to[position]!] = value
  }
  return tuple
}

/** A key attribute holds no empty text, but a part of a composed one may be empty. */
const couldBeStored = (attribute: AttributeModel | undefined, value: AttributeValue): boolean => isKeyable([value], limits.partitionKeyBytes) || (value.S === '' && attribute?.keyOf.length === 0)

/** The keys of those of them that a table could have. */
const keysOf = (model: EntityModel, tuples: Iterable<Item>): Key[] =>
  [...tuples].flatMap((tuple) => {
    const key = keyOfParts(model, tuple)
    return key !== undefined && model.keyNames.every((name, at) => isKeyable([key[name]!], at === 0 ? limits.partitionKeyBytes : limits.sortKeyBytes)) ? [key] : []
  })

export const identityOf = (tuple: Item): string => keyIdentity('', tuple)

/**
 * The items that have certain values, by these values: a GetItem or a BatchGetItem per 100 where the values are primary keys,
 * else a Query for each; where nothing but a Scan finds them, one Scan for all, if the data source allows it.
 */
export async function readRelated(reading: Reading, store: EntityStore, tuples: readonly Item[], related: Related): Promise<Map<string, Item[]>> {
  const [first] = tuples
  const found = new Map<string, Item[]>()
  if (first === undefined) return found
  const names = Object.keys(first)
  const identityIn = keyIdentities('', names)
  const wanted = new Map(tuples.map((tuple) => [identityIn(tuple), tuple]))
  const put = (item: Item): void => {
    const identity = identityIn(item)
    const others = found.get(identity)
    if (others !== undefined) others.push(item)
    else if (wanted.has(identity)) found.set(identity, [item])
  }
  const { model } = store
  const projection = related.projection === undefined ? undefined : [...new Set([...related.projection, ...names, ...tellingNames(model)])]
  const criteriaOf = (where: readonly Condition[], consistent = false): Criteria => ({ where: all([...where, visible(model, reading.driver.now(), related)]), order: [], projection, consistent, skip: 0 })
  const ask = async (criteria: Criteria): Promise<void> => {
    for await (const items of readItemsOf(reading.driver, store, criteria, { context: reading.context, own: reading.own, whole: true })) for (const item of items) put(item)
  }
  if (isPrimaryKey(store, names)) {
    const criteria = isolated(isolationIn(reading.context), criteriaOf([], consistentByKeys(reading.driver, store, reading) || reading.consistent))
    const keys = keysOf(model, wanted.values())
    if (keys.length === 0) return found
    const step = stepByKeys(model, criteria, keys, [criteria.where])
    for await (const items of answer(reading.driver.sender, { steps: [step], order: [], ordered: true }, criteria, { seen: seenBy(reading.context, store, reading), whole: true })) for (const item of items) put(item)
    return found
  }
  // An index is eventually consistent.
  const consistent = reading.consistent === true && model.primaryKey[0]!.parts.every(({ name }) => names.includes(name))
  const equal = (tuple: Item): Criteria => criteriaOf(names.map((name) => compare('=', name, tuple[name]!)), consistent)
  if (wanted.size > 1 && planRead(model, equal(first)).steps[0]?.plan.kind === 'scan') await ask(criteriaOf([]))
  else await inParallel(wanted.values(), 8, (tuple) => ask(equal(tuple)))
  return found
}

const isPrimaryKey = ({ model }: EntityStore, names: readonly string[]): boolean => names.length === model.identityNames.length && model.identityNames.every((name) => names.includes(name))
