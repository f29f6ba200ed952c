import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { WritePlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import { coalesce } from './coalesce.js'
import { fold } from './fold.js'

/** One plan of two for the same item: for any item that is stored where there is one, else for the item that is. */
export function combine(first: WritePlan, second: WritePlan, stored: Item | undefined): WritePlan {
  try {
    return coalesce(first, second)
  } catch (error) {
    if (!isUnmergeable(error)) throw error
    return fold(first, second, stored)
  }
}

/** Whether two plans are one only for an item that is known. */
export const isUnmergeable = (error: unknown): boolean => error instanceof DynamoOrmError && error.code === 'transaction.cannotMerge'
