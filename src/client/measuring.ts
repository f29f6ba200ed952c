import { AsyncLocalStorage } from 'node:async_hooks'
import type { CapacityMeter } from './CapacityMeter.js'

/** The meters that a flow of work runs under, the innermost first. */
interface Measuring {
  readonly meter: CapacityMeter
  /** Whose requests are counted; everybody's where undefined. */
  readonly owner: object | undefined
  readonly outer: Measuring | undefined
}

const storage = new AsyncLocalStorage<Measuring>()

/** Runs work whose requests the meter counts, and those of the meters that the work already runs under. */
export function underMeter<T>(meter: CapacityMeter, owner: object | undefined, work: () => T): T {
  return storage.run({ meter, owner, outer: storage.getStore() }, work)
}

/** The open meters that count the owner's requests in this flow; undefined where there are none. */
export function metersOf(owner: object): CapacityMeter[] | undefined {
  let found: CapacityMeter[] | undefined
  for (let measuring = storage.getStore(); measuring !== undefined; measuring = measuring.outer) {
    if (measuring.meter.isOpen && (measuring.owner === undefined || measuring.owner === owner)) (found ??= []).push(measuring.meter)
  }
  return found
}
