import type { FindOptionsWhere, ObjectLiteral } from 'typeorm'
import type { StreamEventName } from '../../streams/StreamImage.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import type { DynamoEntityManager } from '../DynamoEntityManager.js'

type WithNew = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE'
type WithOld = 'NEW_AND_OLD_IMAGES' | 'OLD_IMAGE'

/** One change of one entity. */
export interface StreamRecord<Entity, View extends StreamViewType = 'NEW_AND_OLD_IMAGES'> {
  readonly eventName: StreamEventName
  /** The entity after the change; undefined for one that was deleted. Asking for it where the stream has no new images throws. */
  readonly new: View extends WithNew ? Entity | undefined : never
  /** The entity before the change; undefined for one that was inserted. Asking for it where the stream has no old images throws. */
  readonly old: View extends WithOld ? Entity | undefined : never
  /** The primary columns. */
  readonly keys: Partial<Entity>
  /** Grows with the changes of one entity. */
  readonly sequenceNumber: string
  readonly approximateCreationDateTime?: Date | undefined
  /** Whether DynamoDB deleted it because its time to live was over. */
  readonly expired: boolean
}

/** Which records a handler is for: all that is named must hold; of several filters, one. */
export interface StreamFilter<Entity> {
  readonly eventName?: StreamEventName | readonly StreamEventName[] | undefined
  readonly expired?: boolean | undefined
  /** A where on the entity after the change. */
  readonly new?: FindOptionsWhere<Entity> | readonly FindOptionsWhere<Entity>[] | undefined
  /** A where on the entity before the change. */
  readonly old?: FindOptionsWhere<Entity> | readonly FindOptionsWhere<Entity>[] | undefined
}

/** A record that was not handled, and why. */
export interface StreamFailure<Entity, View extends StreamViewType = 'NEW_AND_OLD_IMAGES'> {
  readonly record: StreamRecord<Entity, View>
  readonly error: unknown
}

/** What is done with the changes of an entity. */
export interface StreamHandlers<Entity extends ObjectLiteral, View extends StreamViewType = 'NEW_AND_OLD_IMAGES', Result = unknown> {
  /** What the table's stream tells: `NEW_AND_OLD_IMAGES` by default. It is for the types; what a record lacks is refused when it is asked for. */
  readonly view?: View | undefined
  /** Called for each record: in turn for one entity, `concurrency` at a time for different ones. What it throws fails this record and the later ones of the same entity. */
  readonly onRecord?: ((given: { readonly record: StreamRecord<Entity, View>; readonly manager: DynamoEntityManager }) => Promise<Result> | Result) | undefined
  /** Called once with all records, instead of `onRecord`. It may return those that failed; what it throws fails all of them. */
  readonly onBatch?: ((given: { readonly records: readonly StreamRecord<Entity, View>[]; readonly manager: DynamoEntityManager }) => Promise<BatchFailures<Entity, View>> | BatchFailures<Entity, View>) | undefined
  /** Called at the end, whatever failed, marks included, with what `onRecord` has returned. */
  readonly onBatchComplete?: ((given: { readonly results: readonly Result[]; readonly failures: readonly StreamFailure<Entity, View>[] }) => Promise<void> | void) | undefined
  readonly filter?: StreamFilter<Entity> | readonly StreamFilter<Entity>[] | undefined
  /**
   * What is done about records that come again, which happens with every stream. `mark`: what was handled is marked in the bookkeeping
   * table for two days, and passed over; what fails between work and mark is done again. `transactional`: `onRecord` works through the
   * `manager` that it is given, in a transaction whose commit holds the mark, so that what it writes is written once.
   */
  readonly idempotency?: 'mark' | 'transactional' | undefined
  /** Tells several handlers of one stream apart, for their marks: the `consumer` of `listen()`, or the name of the entity, by default. */
  readonly consumer?: string | undefined
  /** How many entities are worked on at a time: 1 by default. */
  readonly concurrency?: number | undefined
}

export type BatchFailures<Entity, View extends StreamViewType> = { readonly failures?: readonly StreamRecord<Entity, View>[] | undefined } | undefined | void
