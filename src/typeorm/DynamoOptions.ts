import type { FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { UpdateOperatorOf, UpdatePaths } from './UpdateValues.js'

type Scalar = string | number | bigint | boolean | Date | Uint8Array | null | undefined

/** New values of an entity's properties, or what is done to them; null removes one. Embedded objects may be given in part, or by paths. */
export type SetValues<Entity> = UpdatePaths<Entity> & {
  readonly [K in keyof Entity as Entity[K] extends (...args: never[]) => unknown ? never : K]?: UpdateOperatorOf<Entity[K]> | (Entity[K] extends Scalar ? Entity[K] | null : Entity[K] extends readonly unknown[] ? Entity[K] | null : { readonly [M in keyof Entity[K]]?: Entity[K][M] | UpdateOperatorOf<Entity[K][M]> } | null)
}

/** Amounts to add to numbers, and members to add to sets. */
export type AddValues<Entity> = {
  readonly [K in keyof Entity as NonNullable<Entity[K]> extends number | bigint | ReadonlySet<unknown> | readonly unknown[] ? K : never]?: NonNullable<Entity[K]>
}

export interface IdempotentOption {
  /** What must not be done twice is sent as a one-operation transaction: safe to repeat after a lost answer, at twice the write units. */
  readonly idempotent?: boolean
}

/** What a write asks of the item that is stored: a where as finds take it, several of which one must hold, or a filter text. */
export type WriteCondition<Entity> = FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[] | string

export interface ConditionOption<Entity> {
  /** Must hold of the item that is stored, or of its absence: else nothing is written, and there is a `ConditionFailedError`. */
  readonly condition?: WriteCondition<Entity>
}

/** What an update gives back as entities: all of each item, or the columns that it changes, as they are after it or were before. */
export type Returning = 'all_new' | 'all_old' | 'updated_new' | 'updated_old'

export interface ReturningOption<R extends Returning | 'none' = Returning | 'none'> {
  /** What is given back in `entities` of the result. Nothing where not given. */
  readonly returning?: R
}

/** The entities that a write gave back, in no order. */
export interface ReturnedEntities<Entity, R extends Returning = 'all_new'> {
  readonly entities: (R extends 'all_new' | 'all_old' ? Entity : Partial<Entity>)[]
}

/** Which items, and what of them changes. */
export interface UpdateExpressionOptions<Entity extends ObjectLiteral> extends IdempotentOption, ConditionOption<Entity>, ReturningOption {
  readonly where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[]
  readonly setValues?: SetValues<Entity>
  readonly addValues?: AddValues<Entity>
}

export interface AddOptions<Entity extends ObjectLiteral> extends IdempotentOption, ConditionOption<Entity> {
  readonly where: FindOptionsWhere<Entity> | FindOptionsWhere<Entity>[]
  readonly values: AddValues<Entity>
}

/** The properties of an entity's primary key, or the value itself where the key is one property. */
export type KeyOf<Entity> = string | number | bigint | Date | Uint8Array | { readonly [K in keyof Entity]?: Entity[K] }

export type BatchWriteItem<Entity> =
  | { readonly type: 'PutRequest'; readonly item: Entity }
  | { readonly type: 'DeleteRequest'; readonly item: KeyOf<Entity> }

export interface BatchOptions {
  /** Requests under way at once: 4 where not given. */
  readonly concurrency?: number
  /** Told after each batch how many items of how many have been written; of entities that come one by one, of how many that have come. */
  readonly onProgress?: (done: number, total: number) => void
}

/** How keys that come one by one are read. */
export interface BatchReadOptions extends GetOptions {
  /** Requests under way at once: 4 where not given. */
  readonly concurrency?: number
}

export interface GetOptions {
  /** Strongly consistent, at twice the read units. */
  readonly consistent?: boolean
  /** Also what is soft-deleted. */
  readonly withDeleted?: boolean
  /** Also what has outlived its @TimeToLive() and is not deleted yet. */
  readonly withExpired?: boolean
}
