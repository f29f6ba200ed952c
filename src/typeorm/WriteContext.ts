import type { Overlay } from '../client/Overlay.js'
import type { ValidationIssue } from '../errors/ValidationError.js'
import type { WriteBuffer } from '../transactions/WriteBuffer.js'
import type { EntityStore } from './EntityStore.js'
import type { DynamoDriver } from './DynamoDriver.js'
import type { Isolation } from './isolation.js'

/** What schemas have found at fault in the entities of one save, which is told for all of them at once. */
export interface SaveFaults {
  readonly issues: ValidationIssue[]
  /** The place of an entity in the list that was given. */
  readonly placeOf: (store: EntityStore, entity: object) => number | undefined
}

/** Where writes go: to DynamoDB at once, or into the buffer of a transaction. A query runner is one. */
export interface WriteContext {
  readonly driver: DynamoDriver
  readonly isTransactionActive: boolean
  readonly buffer?: WriteBuffer | undefined
  /** The items that its reads see otherwise than they are stored, while a transaction is active. */
  readonly overlay?: Overlay | undefined
  /** What its reads keep, while a transaction above READ COMMITTED is active. */
  readonly isolation?: Isolation | undefined
  /** What a save of several has found at fault so far. */
  readonly faults?: SaveFaults | undefined
  /** What a save takes to be stored, so that it need not be read for it. */
  readonly assumed?: Overlay | undefined
  onUndo?(undo: () => void): void
  /** @throws InvalidQueryError where nothing can be done in it any more. */
  mustBeOpen?(): void
}
