import { itemSizeBytes } from '../codec/itemSizeBytes.js'
import { limits } from '../vocabulary/limits.js'
import type { DeletePlan, PutPlan } from './WritePlan.js'

/**
 * Divides writes of different keys into requests of at most 25 items and 16 MB.
 *
 * @param putSize The size of a whole item, or what it cannot exceed, in bytes.
 */
export function* batchChunks<P extends PutPlan | DeletePlan>(plans: Iterable<P>, putSize: (plan: PutPlan) => number = ({ item }) => itemSizeBytes(item)): Generator<P[]> {
  let chunk: P[] = []
  let bytes = 0
  for (const plan of plans) {
    const size = plan.kind === 'put' ? putSize(plan) : limits.partitionKeyBytes + limits.sortKeyBytes
    if (chunk.length > 0 && (chunk.length === limits.batchWriteItems || bytes + size > limits.batchWriteBytes)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(plan)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}
