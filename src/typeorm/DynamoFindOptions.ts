import type { FindManyOptions, FindOneOptions, ObjectLiteral } from 'typeorm'

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
}

/** What one page may cost at most; each of the Queries that it merges may be sent once in any case. */
export interface PageBudgetOptions {
  /** Items that DynamoDB looks at. */
  readonly maxEvaluated?: number
  /** Requests, without those that fetch what an index lacks. */
  readonly maxRequests?: number
}

export type DynamoFindManyOptions<Entity extends ObjectLiteral> = FindManyOptions<Entity> & DynamoReadOptions
export type DynamoFindOneOptions<Entity extends ObjectLiteral> = FindOneOptions<Entity> & DynamoReadOptions
export type DynamoFindPageOptions<Entity extends ObjectLiteral> = DynamoFindManyOptions<Entity> & PageBudgetOptions
