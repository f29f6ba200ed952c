import { EntityPropertyNotFoundError, type EntityMetadata } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { Shown } from '../criteria/ofEntity.js'
import { orderOf, selectedAttributes } from '../criteria/fromFindOptions.js'
import { relationLink } from './relationLink.js'
import type { RelationNode } from './RelationNode.js'

type Tree = Readonly<Record<string, unknown>>

/** What the find options say of relations, at one level of them. */
export interface RelationOptions extends Shown {
  readonly relations?: unknown
  readonly select?: unknown
  readonly order?: unknown
}

/**
 * How far eager relations are followed. As in TypeORM: those of what is found to the end, those of what was asked for by name
 * one step, and none where the find options say so.
 */
export type EagerDepth = 'end' | 'step' | 'none'

/**
 * The relations that find options ask for, with the eager ones, each with what it asks for in turn.
 *
 * @throws EntityPropertyNotFoundError for a relation that the entity does not have.
 * @throws UnsupportedError for an order by a property of a single related entity.
 */
export function relationTree(driver: DynamoDriver, metadata: EntityMetadata, options: RelationOptions, eager: EagerDepth, chain: ReadonlySet<string> = new Set()): RelationNode[] {
  const asked = new Map<RelationMetadata, unknown>()
  collect(metadata, treeOf(options.relations), '', asked)
  const named = new Set(asked.keys())
  // Eager relations that lead back to where they began end there.
  if (eager !== 'none') for (const relation of metadata.eagerRelations) if (!named.has(relation) && !chain.has(relation.inverseEntityMetadata.tablePath)) asked.set(relation, true)
  return [...asked].map(([relation, relations]) => {
    const own = { relations, select: valueAt(options.select, relation.propertyPath), order: valueAt(options.order, relation.propertyPath), withDeleted: options.withDeleted, withExpired: options.withExpired }
    const isNamed = named.has(relation)
    const further = eager === 'none' || (eager === 'end' && relation.isEager) ? eager : isNamed ? 'step' : 'none'
    return relationNode(driver, relation, own, further, isNamed && !relation.isEager ? new Set() : new Set([...chain, metadata.tablePath]))
  })
}

function relationNode(driver: DynamoDriver, relation: RelationMetadata, options: RelationOptions, eager: EagerDepth, chain: ReadonlySet<string>): RelationNode {
  const link = relationLink(driver, relation)
  const children = relationTree(driver, link.store.metadata, options, eager, chain)
  const selected = typeof options.select === 'object' ? selectedAttributes(link.store, options.select) : undefined
  const order = orderOf(link.store, options.order, '', new Set(children.map((child) => child.relation.propertyPath)))
  if (order.length > 0 && !link.many) throw new UnsupportedError('orders by a related entity', `${relation.entityMetadata.name}.${relation.propertyPath}`)
  return { relation, link, store: link.store, only: selected === undefined ? undefined : new Set(selected), order, shown: { withDeleted: options.withDeleted, withExpired: options.withExpired }, inner: false, children }
}

function collect(metadata: EntityMetadata, relations: Tree, prefix: string, found: Map<RelationMetadata, unknown>): void {
  for (const [key, value] of Object.entries(relations)) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    const relation = metadata.findRelationWithPropertyPath(path)
    const embedded = metadata.findEmbeddedWithPropertyPath(path)
    if (relation === undefined && embedded === undefined) throw new EntityPropertyNotFoundError(path, metadata)
    if (embedded !== undefined) collect(metadata, treeOf(value), path, found)
    else if (value === true || (typeof value === 'object' && value !== null)) found.set(relation!, value)
  }
}

/** Relations by name, `{ author: { posts: true } }`, or as a list of paths, `['author.posts']`. */
function treeOf(relations: unknown): Tree {
  if (typeof relations !== 'object' || relations === null) return {}
  if (!Array.isArray(relations)) return relations as Tree
  const tree: Record<string, unknown> = {}
  for (const path of relations as readonly string[]) {
    let level = tree
    for (const name of path.split('.')) level = (level[name] ??= {}) as Record<string, unknown>
  }
  return tree
}

function valueAt(tree: unknown, path: string): unknown {
  let value = tree
  for (const name of path.split('.')) value = typeof value === 'object' && value !== null ? (value as Tree)[name] : undefined
  return value
}
