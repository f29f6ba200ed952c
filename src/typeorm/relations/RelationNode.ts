import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { AttributeOrder } from '../../expressions/compareItems.js'
import type { EntityStore } from '../EntityStore.js'
import type { Shown } from '../criteria/ofEntity.js'
import type { RelationLink } from './relationLink.js'

/** A relation to load, and what to load of the entities that it leads to. */
export interface RelationNode {
  readonly relation: RelationMetadata
  readonly link: RelationLink
  /** The entities that it leads to. */
  readonly store: EntityStore
  /** Names of the attributes wanted; undefined for the usual ones. */
  readonly only: ReadonlySet<string> | undefined
  readonly order: readonly AttributeOrder[]
  readonly shown: Shown
  /** Whether entities without a related one are left out. */
  readonly inner: boolean
  readonly children: readonly RelationNode[]
}

/** Names of the attributes of an entity by which its relations are followed. */
export const followedBy = (nodes: readonly RelationNode[]): string[] => nodes.flatMap((node) => node.link.from)
