import type { QueryCommandOutput, ScanCommandOutput } from '@aws-sdk/client-dynamodb'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** What one Query or Scan answered. */
export interface ReadPage {
  /** None where the plan only counts. */
  readonly items: Item[]
  /** How many items DynamoDB has looked at. */
  readonly evaluated: number
  /** How many of them passed the filter. */
  readonly returned: number
  /** Where the next page starts; undefined on the last one. */
  readonly lastKey: Key | undefined
}

/** A page can be empty and not the last. */
export function pageResult(output: QueryCommandOutput | ScanCommandOutput): ReadPage {
  const items = output.Items ?? []
  const returned = output.Count ?? items.length
  return { items, evaluated: output.ScannedCount ?? returned, returned, lastKey: output.LastEvaluatedKey }
}
