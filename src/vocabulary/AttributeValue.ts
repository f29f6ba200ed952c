import type { AttributeValue as SdkAttributeValue } from '@aws-sdk/client-dynamodb'

/** One value as DynamoDB's API carries it: `{ S: 'text' }`, `{ N: '1' }`, `{ M: {...} }` and so on. */
export type AttributeValue = SdkAttributeValue

/** Attribute values by attribute name. */
export type Item = Record<string, AttributeValue>

/** The attributes of a primary key, and nothing else. */
export type Key = Record<string, AttributeValue>
