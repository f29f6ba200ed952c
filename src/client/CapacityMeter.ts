import { consumedByTable } from '../operations/consumedCapacity.js'
import type { CapacityReport } from '../vocabulary/CapacityReport.js'
import { noCapacity, sumCapacity, type ConsumedCapacity } from '../vocabulary/ConsumedCapacity.js'
import type { ActionName } from './Sender.js'

interface TableUnits {
  own: ConsumedCapacity
  readonly indexes: Map<string, ConsumedCapacity>
}

/** Adds up requests until it is closed: their units by operation, table and index, and the time that they took. */
export class CapacityMeter {
  private readonly operations = new Map<string, { requests: number; units: ConsumedCapacity }>()
  private readonly tables = new Map<string, TableUnits>()
  private underWay = 0
  private busySince = 0
  private busy = 0
  private closed = false

  get isOpen(): boolean {
    return !this.closed
  }

  /** What is answered from now on is not counted. */
  close(): void {
    this.closed = true
  }

  /** @param now In milliseconds, as for all members. */
  begin(now: number): void {
    if (this.underWay++ === 0) this.busySince = now
  }

  /** Counts a request that {@link begin} has begun, if the meter is still open. */
  end(action: ActionName, input: object, output: object | undefined, now: number): void {
    if (--this.underWay === 0) this.busy += now - this.busySince
    if (this.closed) return
    const operation = this.operations.get(action) ?? { requests: 0, units: noCapacity }
    let { units } = operation
    for (const { table, own, indexes } of consumedByTable(action, input, output)) {
      const known = this.tableOf(table)
      known.own = sumCapacity(known.own, own)
      units = sumCapacity(units, own)
      for (const [index, consumed] of indexes) {
        known.indexes.set(index, sumCapacity(known.indexes.get(index) ?? noCapacity, consumed))
        units = sumCapacity(units, consumed)
      }
    }
    this.operations.set(action, { requests: operation.requests + 1, units })
  }

  private tableOf(table: string): TableUnits {
    const known = this.tables.get(table) ?? { own: noCapacity, indexes: new Map<string, ConsumedCapacity>() }
    this.tables.set(table, known)
    return known
  }

  /** How long at least one request was under way, in milliseconds: requests side by side are not added up. */
  busyMilliseconds(now: number): number {
    return this.busy + (this.underWay > 0 ? now - this.busySince : 0)
  }

  report(): CapacityReport {
    const counted = [...this.operations.values()]
    return {
      ...counted.map(({ units }) => units).reduce(sumCapacity, noCapacity),
      requests: counted.reduce((sum, { requests }) => sum + requests, 0),
      operations: Object.fromEntries([...this.operations].map(([action, { requests, units }]) => [action, { requests, ...units }])),
      tables: Object.fromEntries([...this.tables].map(([table, { own, indexes }]) => [table, { ...own, indexes: Object.fromEntries(indexes) }])),
    }
  }
}
