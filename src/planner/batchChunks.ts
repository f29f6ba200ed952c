import { itemSizeBytes } from '../codec/itemSizeBytes.js'
import { limits } from '../vocabulary/limits.js'
import type { DeletePlan, PutPlan } from './WritePlan.js'

/** Divides writes of different keys into requests of at most 25 items and 16 MB. */
export function* batchChunks<P extends PutPlan | DeletePlan>(plans: Iterable<P>): Generator<P[]> {
  let chunk: P[] = []
  let bytes = 0
  for (const plan of plans) {
    const size = itemSizeBytes(plan.kind === 'put' ? plan.item : plan.key)
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
