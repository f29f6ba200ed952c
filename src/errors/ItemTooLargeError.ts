import { DynamoOrmError } from './DynamoOrmError.js'

/** An item of more than 400 KB, attribute names included. Nothing has been written. */
export class ItemTooLargeError extends DynamoOrmError {
  readonly statusCode = 413

  constructor(subject: string, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    super(`${subject}: an item cannot be larger than 400 KB. Keep large values elsewhere, such as in S3, or divide the item.`, { code: 'item.tooLarge', ...details })
  }
}
