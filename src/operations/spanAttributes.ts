type Attributes = Record<string, string | number | boolean | readonly string[]>
type Fields = Readonly<Record<string, unknown>>

/** Members of a request that stand in its span, by the name that OpenTelemetry has for them. None of them holds a value of an item. */
const ofRequest: Readonly<Record<string, string>> = {
  IndexName: 'aws.dynamodb.index_name',
  Limit: 'aws.dynamodb.limit',
  ConsistentRead: 'aws.dynamodb.consistent_read',
  Select: 'aws.dynamodb.select',
  ScanIndexForward: 'aws.dynamodb.scan_forward',
  Segment: 'aws.dynamodb.segment',
  TotalSegments: 'aws.dynamodb.total_segments',
}
const ofAnswer: Readonly<Record<string, string>> = { Count: 'aws.dynamodb.count', ScannedCount: 'aws.dynamodb.scanned_count' }

/**
 * What is known of a request before it is sent, by OpenTelemetry's conventions for databases.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/db/dynamodb/
 */
export function requestAttributes(action: string, input: object, tables: readonly string[]): Attributes {
  const batch = batchSize(input as Fields)
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': action,
    ...(tables.length === 1 ? { 'db.collection.name': tables[0]! } : {}),
    ...(tables.length > 0 ? { 'aws.dynamodb.table_names': tables } : {}),
    ...(batch > 1 ? { 'db.operation.batch.size': batch } : {}),
    ...picked(input as Fields, ofRequest),
  }
}

/** What the answer to a request tells, by the same conventions. */
export function answerAttributes(action: string, output: object): Attributes {
  const { ConsumedCapacity, $metadata } = output as { readonly ConsumedCapacity?: unknown; readonly $metadata?: { readonly requestId?: string } }
  const rows = returnedRows(action, output as Fields)
  return {
    ...picked(output as Fields, ofAnswer),
    ...(rows === undefined ? {} : { 'db.response.returned_rows': rows }),
    ...(ConsumedCapacity === undefined ? {} : { 'aws.dynamodb.consumed_capacity': [ConsumedCapacity].flat().map((one) => JSON.stringify(one)) }),
    ...($metadata?.requestId === undefined ? {} : { 'aws.request_id': $metadata.requestId }),
  }
}

function picked(fields: Fields, names: Readonly<Record<string, string>>): Attributes {
  const attributes: Attributes = {}
  for (const [member, name] of Object.entries(names)) if (fields[member] !== undefined) attributes[name] = fields[member] as string | number | boolean
  return attributes
}

function batchSize({ TransactItems, RequestItems }: Fields): number {
  if (Array.isArray(TransactItems)) return TransactItems.length
  return Object.values((RequestItems ?? {}) as Record<string, unknown>).reduce((sum: number, one) => sum + (Array.isArray(one) ? one : ((one as { readonly Keys?: readonly unknown[] }).Keys ?? [])).length, 0)
}

function returnedRows(action: string, { Items, Item, Responses }: Fields): number | undefined {
  if (action === 'GetItem') return Item === undefined ? 0 : 1
  if (Array.isArray(Items)) return Items.length
  if (Array.isArray(Responses)) return (Responses as Fields[]).filter((one) => one.Item !== undefined).length
  return Responses === undefined ? undefined : Object.values(Responses as Record<string, readonly unknown[]>).reduce((sum, items) => sum + items.length, 0)
}
