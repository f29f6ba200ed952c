/** Capacity units, summed over every request that was sent for an operation. */
export interface ConsumedCapacity {
  readonly readUnits: number
  readonly writeUnits: number
}

export const noCapacity: ConsumedCapacity = { readUnits: 0, writeUnits: 0 }

export function sumCapacity(a: ConsumedCapacity, b: ConsumedCapacity): ConsumedCapacity {
  return { readUnits: a.readUnits + b.readUnits, writeUnits: a.writeUnits + b.writeUnits }
}
