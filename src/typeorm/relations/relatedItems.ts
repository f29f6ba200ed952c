import { keyIdentity } from '../../planner/keyIdentity.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import { identityOf, readRelated, tupleOf, type Reading, type Related } from './readRelated.js'
import type { RelationLink } from './relationLink.js'

/** For each of some items, those that a relation leads to: the same item for all that share it. */
export async function relatedItems(reading: Reading, link: RelationLink, items: readonly (Item | undefined)[], related: Related): Promise<Item[][]> {
  const first = items.map((item) => tupleOf(link.junction?.store ?? link.store, item, link.from, link.junction?.near ?? link.to))
  const pairs = await pairsOf(reading, link, first)
  if (pairs === undefined) {
    const found = await readRelated(reading, link.store, first.filter((tuple) => tuple !== undefined), related)
    return first.map((tuple) => (tuple === undefined ? [] : (found.get(identityOf(tuple)) ?? [])))
  }
  const found = await readRelated(reading, link.store, pairs.flat(), related)
  return pairs.map((tuples) => tuples.flatMap((tuple) => found.get(identityOf(tuple)) ?? []))
}

/** The same, of items that have been read already. */
export function itemsAmong(known: readonly Item[], link: Pick<RelationLink, 'store' | 'from' | 'to'>, items: readonly (Item | undefined)[]): Item[][] {
  const found = new Map<string, Item[]>()
  for (const item of known) {
    const identity = keyIdentity('', item, link.to)
    const others = found.get(identity)
    if (others === undefined) found.set(identity, [item])
    else others.push(item)
  }
  return items.map((item) => {
    const tuple = tupleOf(link.store, item, link.from, link.to)
    return tuple === undefined ? [] : (found.get(identityOf(tuple)) ?? [])
  })
}

/** For each of some items, the values in the junction table that the related items have; undefined for a relation without one. */
async function pairsOf(reading: Reading, { store, junction, to }: RelationLink, tuples: readonly (Item | undefined)[]): Promise<Item[][] | undefined> {
  if (junction === undefined) return undefined
  const found = await readRelated(reading, junction.store, tuples.filter((tuple) => tuple !== undefined), {})
  return tuples.map((tuple) => (tuple === undefined ? [] : (found.get(identityOf(tuple)) ?? []).map((pair) => tupleOf(store, pair, junction.far, to)).filter((pair) => pair !== undefined)))
}

/** The same, as far as it is known without the related items: their values that the relation goes by. */
export async function relatedKeys(reading: Reading, link: RelationLink, items: readonly (Item | undefined)[], related: Related): Promise<Item[][]> {
  const pairs = await pairsOf(reading, link, items.map((item) => tupleOf(link.junction?.store ?? link.store, item, link.from, link.junction?.near ?? link.to)))
  return pairs ?? relatedItems(reading, link, items, { ...related, projection: link.store.model.identityNames })
}
