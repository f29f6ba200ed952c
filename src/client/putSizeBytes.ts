import { itemSizeBoundBytes, itemSizeBytes } from '../codec/itemSizeBytes.js'
import { largestAttributes } from '../codec/largestAttributes.js'
import { ItemTooLargeError } from '../errors/ItemTooLargeError.js'
import type { PutPlan } from '../planner/WritePlan.js'
import { limits } from '../vocabulary/limits.js'
import type { Sender } from './Sender.js'

const warned = new Set<string>()

/**
 * The size of a whole item before it is sent, in bytes: exact from 300 KB on, below it what it cannot exceed. From 300 KB on
 * the log is told, and once for each entity the process.
 *
 * @throws ItemTooLargeError beyond 400 KB, with the largest attributes.
 */
export function putSizeBytes(sender: Sender, { table, entity, item }: PutPlan): number {
  const bound = itemSizeBoundBytes(item)
  if (bound < limits.itemWarningBytes) return bound
  const sizeBytes = itemSizeBytes(item)
  const subject = entity ?? table
  if (sizeBytes > limits.itemBytes) throw new ItemTooLargeError(subject, { sizeBytes, largest: largestAttributes(item, 3) })
  if (sizeBytes >= limits.itemWarningBytes) warnOf(sender, subject, sizeBytes)
  return sizeBytes
}

function warnOf(sender: Sender, subject: string, sizeBytes: number): void {
  const message = `${subject}: an item of ${Math.floor(sizeBytes / 1024)} KB is near the limit of 400 KB. Keep large values elsewhere, such as in S3, or divide the item.`
  if (!warned.has(subject)) {
    warned.add(subject)
    process.emitWarning(message, { code: 'TYPEORM_DYNAMODB_LARGE_ITEM' })
  }
  sender.warn?.(message)
}
