import { DynamoOrmError } from './DynamoOrmError.js'

export interface AttributeSize {
  readonly name: string
  /** The name included. */
  readonly sizeBytes: number
}

export interface ItemTooLargeDetails {
  readonly operation?: string | undefined
  readonly cause?: unknown
  /** The size of the item in bytes, where it is known before it is sent. */
  readonly sizeBytes?: number | undefined
  /** Its largest attributes, the largest first. */
  readonly largest?: readonly AttributeSize[] | undefined
}

/** An item of more than 400 KB (409,600 bytes), attribute names included. Nothing has been written. */
export class ItemTooLargeError extends DynamoOrmError {
  readonly statusCode = 413
  /** The size of the item in bytes; undefined where DynamoDB has found it, which does not tell. */
  readonly sizeBytes?: number
  /** The three largest attributes, the largest first; none where DynamoDB has found it. */
  readonly largest: readonly AttributeSize[]

  constructor(subject: string, { sizeBytes, largest = [], ...details }: ItemTooLargeDetails = {}) {
    const found = sizeBytes === undefined ? '' : `, and this one has ${bytes(sizeBytes)}: ${largest.map((one) => `${one.name} ${bytes(one.sizeBytes)}`).join(', ')}`
    super(`${subject}: an item cannot be larger than 400 KB${found}. Keep large values elsewhere, such as in S3, or divide the item.`, { code: 'item.tooLarge', ...details })
    if (sizeBytes !== undefined) this.sizeBytes = sizeBytes
    this.largest = largest
  }
}

const bytes = (count: number): string => `${count.toLocaleString('en-US')} bytes`
