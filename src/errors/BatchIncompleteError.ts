import type { Key } from '../vocabulary/AttributeValue.js'
import { DynamoOrmError } from './DynamoOrmError.js'
import { hideMember } from './hideMember.js'

export interface UnprocessedKey {
  readonly table: string
  readonly key: Key
}

/** A batch of which DynamoDB has left some undone after several attempts. The rest has been done. */
export class BatchIncompleteError extends DynamoOrmError {
  readonly statusCode = 503
  /** Those that are not known to be done; not printed with the error. */
  declare readonly unprocessed: readonly UnprocessedKey[]
  readonly count: number

  constructor(work: 'read' | 'written', unprocessed: readonly UnprocessedKey[], total: number, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    const tables = new Map(unprocessed.map(({ table, key }) => [table, Object.keys(key)]))
    const where = [...tables].map(([table, names]) => `${table} (key ${names.join(', ')})`).join(' and ')
    super(`Batch on ${where}: ${unprocessed.length} of ${total} items were not ${work}. Their keys are in \`unprocessed\`: try these again later.`, { code: 'batch.incomplete', ...details })
    this.count = unprocessed.length
    hideMember(this, 'unprocessed', unprocessed)
  }

  /** The keys that were not written; another name of `unprocessed`. */
  get unwritten(): readonly UnprocessedKey[] {
    return this.unprocessed
  }
}
