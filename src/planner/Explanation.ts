import { counted } from '../vocabulary/counted.js'
import type { ConsumedCapacity } from '../vocabulary/ConsumedCapacity.js'

/** One request of a plan, or one that is repeated page by page. */
export interface ExplainedStep {
  readonly operation: 'GetItem' | 'BatchGetItem' | 'Query' | 'Scan'
  /** The index that is read; the table where there is none. */
  readonly index?: string
  readonly reason: string
  /** What one Query reads where its items are of several kinds: the entity and its relations, or the groups of a collection. */
  readonly collects?: readonly string[]
  /** Keys that are read, of GetItem and BatchGetItem. */
  readonly keys?: number
  /** Names and operators, `?` for every value. */
  readonly keyCondition?: string
  /** What DynamoDB filters after reading, which costs as if it did not. */
  readonly filter?: string
  /** What the driver filters. */
  readonly driverFilter?: string
  /** Where an index lacks attributes: what is fetched by BatchGetItem. */
  readonly fetch?: string
  readonly direction?: 'backward'
  readonly consistent?: true
  /** Names of the attributes that are read; all where there are none. */
  readonly attributes?: readonly string[]
}

/** What a question did cost. */
export interface AnalyzedRead extends ConsumedCapacity {
  readonly requests: number
  /** Items that DynamoDB has looked at. */
  readonly evaluated: number
  /** Items of the answer. */
  readonly returned: number
}

export interface RejectedIndex {
  readonly index: string
  readonly reason: string
}

/** How a question is answered and why, in plain values that JSON keeps; as text for people by `String()`. Values of the question are not in it. */
export interface Explanation {
  readonly entity: string
  readonly table: string
  readonly steps: readonly ExplainedStep[]
  /** How several steps make one answer. */
  readonly combined?: 'in turn' | 'merged by the order' | 'in parallel'
  readonly order?: string
  /** Who puts the items in order. */
  readonly orderedBy?: 'the key' | 'the driver'
  /** What the driver does with items in memory. */
  readonly driver: readonly string[]
  /** At least so many requests; `perPage` where each MB read takes another. */
  readonly requests: { readonly least: number; readonly perPage: boolean }
  readonly rejected: readonly RejectedIndex[]
  /** The index that would serve in place of a Scan. */
  readonly suggestion?: string
  readonly analyzed?: AnalyzedRead
  /** The plan for people, a line for each fact. */
  toString(): string
}

/** The same as an object that tells itself, a line for each fact. */
export const explanation = (explained: Explanation): Explanation => Object.assign(Object.create(readable) as object, explained)

const readable = {
  toString(this: Explanation): string {
    const { least, perPage } = this.requests
    return [
      `${this.entity}: ${this.steps.length === 0 ? 'nothing is read, since the conditions exclude each other' : least === 1 ? `one request${perPage ? ' for each MB read' : ''}` : `${least} requests${perPage ? ' at least' : ''}`}`,
      ...this.steps.flatMap((step) => stepLines(step, this.table)),
      ...(this.combined === undefined ? [] : [`  combined: ${this.combined}`]),
      ...(this.order === undefined ? [] : [`  order: ${this.order}, by ${this.orderedBy}`]),
      ...this.driver.map((work) => `  driver: ${work}`),
      ...this.rejected.map(({ index, reason }) => `  not ${index}: ${reason}`),
      ...(this.suggestion === undefined ? [] : [`  would serve: ${this.suggestion}`]),
      ...(this.analyzed === undefined ? [] : [`  cost: ${counted(this.analyzed.requests, 'request')}, ${this.analyzed.evaluated} evaluated, ${this.analyzed.returned} returned, ${counted(this.analyzed.readUnits, 'read unit')}`]),
    ].join('\n')
  },
}

function stepLines(step: ExplainedStep, table: string): string[] {
  const { operation, index, keys, keyCondition, direction, consistent } = step
  return [
    `  ${[operation, table, ...(index === undefined ? [] : [`index ${index}`]), ...(keys === undefined || keys === 1 ? [] : [`${keys} keys`]), ...(keyCondition === undefined ? [] : [`where ${keyCondition}`]), ...(direction === undefined ? [] : [direction]), ...(consistent === true ? ['consistent'] : [])].join(' ')} (${step.reason})`,
    ...(step.collects === undefined ? [] : [`    collects: ${step.collects.join(', ')}`]),
    ...(step.filter === undefined ? [] : [`    filter: ${step.filter}`]),
    ...(step.driverFilter === undefined ? [] : [`    driver filter: ${step.driverFilter}`]),
    ...(step.fetch === undefined ? [] : [`    fetch: ${step.fetch}`]),
  ]
}
