import type { Item } from '../vocabulary/AttributeValue.js'
import { DynamoOrmError } from './DynamoOrmError.js'
import { hideMember } from './hideMember.js'

export interface CancellationReason {
  /** `None` for an operation that did not cause the failure; else DynamoDB's code, such as `ConditionalCheckFailed`. */
  readonly code: string
  /** The entity, or the table where that is not known. */
  readonly entity: string
  readonly keyNames: readonly string[]
  /** `Put`, `Update`, `Delete` or `ConditionCheck`; `Get` of a read. */
  readonly operation: string
  /** The item that is there, where DynamoDB gave it; not printed with the error. */
  readonly stored?: Item | undefined
}

/** DynamoDB cancelled a transaction. Nothing of it has been written, or read. */
export class TransactionFailedError extends DynamoOrmError {
  readonly statusCode: number
  /** One for each operation, in their order. */
  readonly reasons: readonly CancellationReason[]
  /** Whether an earlier sending had no answer. */
  declare readonly resent: boolean

  constructor(reasons: readonly CancellationReason[], { resent = false, ...details }: { readonly cause?: unknown; readonly operation?: string | undefined; readonly resent?: boolean | undefined } = {}) {
    super(`Transaction failed and nothing was ${details.operation === 'TransactGetItems' ? 'read' : 'written'}: ${explain(reasons)}.`, { code: 'transaction.failed', operation: 'TransactWriteItems', ...details })
    this.reasons = reasons.map(({ stored, ...reason }) => {
      const shown = { ...reason }
      hideMember(shown, 'stored', stored)
      return shown
    })
    hideMember(this, 'resent', resent)
    this.statusCode = this.isContention ? 503 : 409
  }

  /** Whether conflicts and throttling are all there is: then the same transaction may succeed when sent again. */
  get isContention(): boolean {
    const causes = causesOf(this.reasons)
    return causes.length > 0 && causes.every(({ code }) => contention.has(code))
  }
}

const contention: ReadonlySet<string> = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])
const SHOWN = 5

function causesOf(reasons: readonly CancellationReason[]): CancellationReason[] {
  return reasons.filter(({ code }) => code !== 'None')
}

function explain(reasons: readonly CancellationReason[]): string {
  const texts = reasons.flatMap(({ code, entity, keyNames, operation }, position) => {
    if (code === 'None') return []
    const key = keyNames.length === 0 ? '' : ` (key ${keyNames.join(', ')})`
    return `${code} in ${operation} of ${entity}${key}, operation ${position + 1} of ${reasons.length}`
  })
  if (texts.length === 0) return 'DynamoDB gave no reason'
  return texts.slice(0, SHOWN).join('; ') + (texts.length > SHOWN ? `; and ${texts.length - SHOWN} more` : '')
}
