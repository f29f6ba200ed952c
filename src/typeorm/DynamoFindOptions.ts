import type { FindManyOptions, FindOneOptions, ObjectLiteral } from 'typeorm'
import type { ReadProgress } from '../client/pacedSender.js'

/** What DynamoDB adds to TypeORM's find options. */
export interface DynamoReadOptions {
  /** The index to read, where the planner shall not choose. */
  readonly index?: string
  /** Strongly consistent, at twice the read units. Not on global indexes. */
  readonly consistent?: boolean
  /** A condition as text, in DynamoDB's words: `status = 'open' AND contains(tags, 'new')`. */
  readonly filter?: string
  /** Reads the whole table, or the whole of `index`, whatever else could answer: nothing is warned of or refused. */
  readonly scan?: boolean
  /** Also what has outlived its @TimeToLive() and is not deleted yet. */
  readonly withExpired?: boolean
}

/** What one page may cost at most; each of the Queries that it merges may be sent once in any case. */
export interface PageBudgetOptions {
  /** Items that DynamoDB looks at. */
  readonly maxEvaluated?: number
  /** Requests, without those that fetch what an index lacks. */
  readonly maxRequests?: number
}

/** What a Scan of much can be told. */
export interface ScanOptions {
  /** Parts that are scanned at the same time, in no order: 1 where not given. */
  readonly segments?: number
  /** Read units that all segments together may take in a second, on the average; without it as many as there are. */
  readonly readCapacityPerSecond?: number
  /** Told after each request what has been done so far. */
  readonly onProgress?: (progress: ReadProgress) => void
}

export type DynamoFindManyOptions<Entity extends ObjectLiteral> = FindManyOptions<Entity> & DynamoReadOptions
export type DynamoFindOneOptions<Entity extends ObjectLiteral> = FindOneOptions<Entity> & DynamoReadOptions
export type DynamoFindPageOptions<Entity extends ObjectLiteral> = DynamoFindManyOptions<Entity> & PageBudgetOptions
export type DynamoScanOptions<Entity extends ObjectLiteral> = DynamoFindManyOptions<Entity> & ScanOptions
