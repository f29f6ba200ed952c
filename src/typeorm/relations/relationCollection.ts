import { answer } from '../../client/answer.js'
import { compareItems } from '../../expressions/compareItems.js'
import { all, compare, conjuncts } from '../../expressions/conditions.js'
import { bindings, type Bindings } from '../../planner/bindings.js'
import type { Criteria } from '../../planner/Criteria.js'
import { foundIn, inPartitionOf } from '../../planner/inPartitionOf.js'
import { itemsByMember, placed, planCollection, type CollectionMember, type CollectionPlan, type Placed } from '../../planner/planCollection.js'
import { planRead } from '../../planner/planRead.js'
import { simplified } from '../../planner/simplified.js'
import { isSameSpan, spanAround } from '../../planner/sortSpan.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import { tellingNames, visible } from '../criteria/ofEntity.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { EntityStore } from '../EntityStore.js'
import { isolated } from '../isolation.js'
import { isolationIn, keptIn, seenBy, type Reader } from '../readEntities.js'
import { namesOf } from './loadRelations.js'
import type { RelationNode } from './RelationNode.js'

/** A question with the relations that one Query answers along with it. */
export interface RelationCollection {
  readonly plan: CollectionPlan
  readonly nodes: readonly RelationNode[]
}

export interface CollectedRelations {
  readonly items: Item[]
  readonly collected: ReadonlyMap<RelationNode, readonly Item[]>
}

interface Question {
  readonly store: EntityStore
  readonly criteria: Criteria
  /** What is to be loaded with what is found. */
  readonly nodes: readonly RelationNode[]
}

/** Plans one Query for a question and those of its relations that lie in the same partition; undefined where that would read more of it than is meant. */
export function relationCollection(driver: DynamoDriver, { store, criteria, nodes }: Question): RelationCollection | undefined {
  const { model } = store
  if (criteria.skip > 0 || criteria.take === 0 || !nodes.some(mayShare)) return undefined
  const [step, second] = planRead(model, criteria).steps
  if (second !== undefined || step === undefined) return undefined
  const isWhole = step.plan.kind === 'get'
  if (!isWhole && !(step.plan.kind === 'query' && step.plan.index === undefined && criteria.take === undefined)) return undefined
  const parent = placed(model, criteria)
  if (parent === undefined) return undefined
  const sharing = sharingOf(driver, criteria, nodes, (member) => belongs(member, parent, isWhole ? store : undefined))
  if (sharing.length === 0) return undefined
  const plan = planCollection([{ model, criteria, name: store.metadata.name }, ...sharing.map(({ member }) => member)], { consistent: criteria.consistent })
  return plan && { plan, nodes: sharing.map(({ node }) => node) }
}

interface Sharing {
  readonly node: RelationNode
  readonly member: CollectionMember
}

/** The relations of what a question finds that belong to it, and those of what they lead to. */
function sharingOf(driver: DynamoDriver, { where, consistent }: Criteria, nodes: readonly RelationNode[], isWithin: (member: CollectionMember) => boolean): Sharing[] {
  const bound = bindings(simplified(conjuncts(where)))
  return nodes.filter(mayShare).flatMap((node) => {
    const member = memberOf(driver, node, bound, consistent)
    return isWithin(member) ? [{ node, member }, ...sharingOf(driver, member.criteria, node.children, isWithin).map((one) => ({ ...one, member: { ...one.member, name: `${member.name}.${one.member.name}` } }))] : []
  })
}

/** Whether what a relation leads to refers to the entity by its own attributes. */
const mayShare = ({ relation, store }: RelationNode): boolean => store.model.itemType !== undefined && (relation.isOneToMany || relation.isOneToOneNotOwner)

/** What the relation leads to, as far as the question says it. */
function memberOf(driver: DynamoDriver, node: RelationNode, bound: Bindings, consistent: boolean): CollectionMember {
  const { store: { model }, link, relation, shown } = node
  const refers = link.from.flatMap((name, at) => {
    const value = bound.equal(name)
    return value === undefined ? [] : [compare('=', link.to[at]!, value)]
  })
  const names = namesOf(driver, node)
  const projection = names === undefined ? undefined : [...new Set([...names, ...link.to, ...tellingNames(model)])]
  return { model, name: relation.propertyPath, criteria: { where: all([...refers, visible(model, driver.now(), shown)]), order: [], projection, consistent, skip: 0 } }
}

/** Whether the items of a relation are best read with what the question finds: with many, they must be among what it reads in any case. */
function belongs(member: CollectionMember, parent: Placed, owner: EntityStore | undefined): boolean {
  if (owner !== undefined) return inPartitionOf(member, { model: owner.model, partition: parent.partition, sortKey: parent.span.from })
  const place = foundIn(member, parent.partition)
  return place !== undefined && isSameSpan(spanAround([parent.span, place.span]), parent.span)
}

/** Reads a question together with the relations in its partition; undefined where they are read by requests of their own. */
export async function readCollected(driver: DynamoDriver, question: Question, reader: Reader): Promise<CollectedRelations | undefined> {
  const isolation = isolationIn(reader.context)
  // It reads by whole keys alone.
  if (isolation?.level === 'SERIALIZABLE') return undefined
  const { store, criteria } = question
  const collection = relationCollection(driver, { ...question, criteria: isolated(isolation, criteria) })
  if (collection === undefined) return undefined
  const { plan, nodes } = collection
  const read: Item[] = []
  for await (const items of answer(driver.sender, { steps: [plan.step], order: [], ordered: true }, { skip: 0 }, { seen: seenBy(reader.context, store, reader), whole: true })) for (const item of items) read.push(item)
  const [own = [], ...related] = itemsByMember(plan, keptIn(reader.context, store, read))
  return { items: criteria.order.length === 0 ? own : own.sort(compareItems(criteria.order)), collected: new Map(nodes.map((node, at) => [node, related[at]!])) }
}
