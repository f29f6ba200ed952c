import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { Pace } from '../../client/pacedSender.js'
import type { PageBudget } from '../../client/readPage.js'
import type { RelationNode } from '../relations/RelationNode.js'

/** What a select builder is told beyond what TypeORM's knows. */
export interface SelectHints {
  readonly index?: string | undefined
  readonly consistent?: boolean | undefined
  readonly scan?: boolean | undefined
  readonly withExpired?: boolean | undefined
  /** Relations to load with what is found. */
  readonly relations?: readonly RelationNode[] | undefined
  /** Relations of which only the ids are wanted. */
  readonly relationIds?: { readonly relations: readonly RelationMetadata[]; readonly asMaps: boolean } | undefined
  readonly budget?: PageBudget | undefined
  readonly segments?: number | undefined
  readonly pace?: Pace | undefined
  /** Only the entities themselves matter, without ids of what they lead to. */
  readonly bare?: boolean | undefined
  /** What is read is the base of writes on the same runner. */
  readonly remember?: boolean | undefined
}
