import { compareItems } from '../../expressions/compareItems.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import { hydrate, itemOf } from '../readEntities.js'
import type { EntityStore } from '../EntityStore.js'
import type { Reading } from './readRelated.js'
import { itemsAmong, relatedItems } from './relatedItems.js'
import { idsFollow, setMarkedIds } from './relationIds.js'
import { followedBy, type RelationNode } from './RelationNode.js'
import { setRelation } from './setRelation.js'

export interface Loading extends Reading {
  /** Told of the entities that have been read, when what they lead to is there. */
  readonly loaded: (store: EntityStore, entities: object[]) => Promise<void>
  /** Items that relations lead to, as far as they have been read already. */
  readonly collected?: ReadonlyMap<RelationNode, readonly Item[]> | undefined
}

/**
 * Loads relations of entities that have been read, level by level, each relation for all of them at once. What several lead to
 * is one instance. Nothing is null for a single one, and an empty list for many.
 *
 * Gives back the entities that have what inner joins ask for.
 */
export async function loadRelations<Entity extends object>(loading: Loading, nodes: readonly RelationNode[], entities: readonly Entity[]): Promise<Entity[]> {
  const values = await Promise.all(nodes.map((node) => loadRelation(loading, node, entities.map(itemOf))))
  for (const [position, node] of nodes.entries()) for (const [at, entity] of entities.entries()) setRelation(node.relation, entity, values[position]![at])
  const inner = nodes.flatMap((node, position) => (node.inner ? [values[position]!] : []))
  return entities.filter((_, at) => inner.every((value) => value[at] !== null && !(Array.isArray(value[at]) && value[at].length === 0)))
}

/** Names of the attributes that are wanted of what a relation leads to; undefined for all. */
export const namesOf = (driver: Reading['driver'], { store, only, order, children }: RelationNode): string[] | undefined =>
  only === undefined ? undefined : [...only, ...followedBy(children), ...idsFollow(driver, store.metadata.relationIds.map((marked) => marked.relation)), ...order.map((one) => one.attribute)]

/** For each of some items, the entity or entities that a relation leads to. */
export async function loadRelation(loading: Loading, node: RelationNode, items: readonly (Item | undefined)[]): Promise<(object | object[] | null)[]> {
  const { store, only, link, order, children, shown } = node
  const known = loading.collected?.get(node)
  const related = known === undefined ? await relatedItems(loading, link, items, { ...shown, projection: namesOf(loading.driver, node) }) : itemsAmong(known, link, items)
  const distinct = [...new Set(related.flat())]
  const entities = new Map<Item, object>()
  hydrate(store, distinct, only).forEach((entity, position) => entities.set(distinct[position]!, entity))
  await setMarkedIds(loading, [...entities.values()], store.metadata.relationIds, shown)
  const kept = new Set(await loadRelations(loading, children, [...entities.values()]))
  await loading.loaded(store, [...kept])
  return related.map((some) => {
    const sorted = order.length === 0 ? some : some.toSorted(compareItems(order))
    const found = sorted.map((item) => entities.get(item)!).filter((entity) => kept.has(entity))
    return link.many ? found : (found[0] ?? null)
  })
}
