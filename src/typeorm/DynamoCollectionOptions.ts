import type { EntitySchema, EntityTarget, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { Direction } from '../paging/Order.js'
import type { Page } from '../paging/Page.js'

/** The entities of a collection, each under the name of its group: `{ user: User, courses: Course }`. */
export type CollectionGroups = Readonly<Record<string, EntityTarget<any>>>

/** The entity of a group. */
export type EntityOfGroup<Target> = Target extends (abstract new (...args: any[]) => infer Entity) | EntitySchema<infer Entity> ? (Entity extends ObjectLiteral ? Entity : ObjectLiteral) : ObjectLiteral

/** What is found of each group. */
export type Collection<Groups extends CollectionGroups> = { -readonly [Group in keyof Groups]: EntityOfGroup<Groups[Group]>[] }

/** A page of a collection: of each group what lies in it. */
export type CollectionPage<Groups extends CollectionGroups> = Omit<Page<never>, 'content'> & { readonly content: Collection<Groups> }

/** A where on properties that all of the entities have. */
export type CollectionWhere<Groups extends CollectionGroups> = FindOptionsWhere<Pick<EntityOfGroup<Groups[keyof Groups]>, keyof EntityOfGroup<Groups[keyof Groups]>>>

export interface CollectionOptions<Groups extends CollectionGroups> {
  /** Names the partition by properties that all of the entities have, and what else is asked of all of them. */
  readonly where?: CollectionWhere<Groups>
  /** What is asked of the entities of one group besides: also what names the partition, where their properties have other names. */
  readonly each?: { readonly [Group in keyof Groups]?: FindOptionsWhere<EntityOfGroup<Groups[Group]>> | FindOptionsWhere<EntityOfGroup<Groups[Group]>>[] }
  /** The index in whose partition they lie: the table where it serves, else the first by name that does. */
  readonly index?: string
  /** By the sort key of the table or index, across all groups: `ASC` where not given. */
  readonly order?: Direction
  /** Strongly consistent, at twice the read units. Not on global indexes. */
  readonly consistent?: boolean
  readonly withDeleted?: boolean
  /** Also what has outlived its time, and is not deleted yet. */
  readonly withExpired?: boolean
}

export interface CollectionFindOptions<Groups extends CollectionGroups> extends CollectionOptions<Groups> {
  /** Entities of all groups together that are wanted at most. */
  readonly take?: number
}
