import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'
import type { SentRequest } from '../support/requests.js'

interface Input {
  readonly [name: string]: unknown
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>
}

/** Parts of a request that are worth a word, in the order in which they are shown. */
const parts: readonly (readonly [name: string, shown: (value: never, input: Input) => string])[] = [
  ['IndexName', (index: string) => index],
  ['Key', (key: Item) => keyText(key)],
  ['Item', (item: Item) => keyText(item)],
  ['KeyConditionExpression', (text: string, input) => filled(text, input)],
  ['UpdateExpression', (text: string, input) => filled(text, input)],
  ['ConditionExpression', (text: string, input) => `if ${filled(text, input)}`],
  ['FilterExpression', (text: string, input) => `where ${filled(text, input)}`],
  ['ProjectionExpression', (text: string, input) => `of ${filled(text, input)}`],
  ['ExclusiveStartKey', () => 'from a key'],
  ['ScanIndexForward', (forward: boolean) => (forward ? '' : 'backwards')],
  ['Segment', (segment: number, input) => `segment ${segment} of ${String(input.TotalSegments)}`],
  ['Limit', (limit: number) => `limit ${limit}`],
  ['ConsistentRead', (consistent: boolean) => (consistent ? 'consistent' : '')],
  ['ReturnValues', (values: string) => (values === 'NONE' ? '' : `returns ${values}`)],
  ['TransactItems', (entries: Readonly<Record<string, Input>>[]) => `[${entries.flatMap((entry) => Object.entries(entry).map(([name, input]) => shown(name, input))).join('; ')}]`],
  ['RequestItems', (tables: Readonly<Record<string, unknown>>) => Object.values(tables).map(batchText).join(' ')],
]

type Item = Readonly<Record<string, AttributeValue>>

/** A request in one line: action, index, keys, expressions with their names and values, Limit. Points in time are shown as `(time)`. */
export const shownRequest = ({ action, input }: SentRequest): string => shown(action, input)

const shown = (action: string, input: Input): string =>
  [action, ...parts.flatMap(([name, text]) => (input[name] === undefined ? [] : [text(input[name] as never, input)]))].filter((text) => text !== '').join(' ')

const filled = (text: string, { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: Input): string =>
  text.replaceAll(/#\w+/g, (alias) => names[alias] ?? alias).replaceAll(/:\w+/g, (alias) => (values[alias] === undefined ? alias : valueText(values[alias])))

/** The values of a primary key, whatever its attributes are called. */
const keyText = ({ pk, sk }: Item): string => [pk, sk].map((value) => masked(value?.S ?? '')).join(' / ')

const valueText = (value: AttributeValue): string =>
  value.S !== undefined ? `'${masked(value.S)}'` : value.N !== undefined ? masked(String(value.N)) : value.BOOL !== undefined ? String(value.BOOL) : JSON.stringify(value)

const masked = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b1[789]\d{8}\b/g, '(time)')

function batchText(asked: unknown): string {
  const { Keys: keys, ConsistentRead: consistent } = asked as { Keys?: Item[]; ConsistentRead?: boolean }
  if (keys !== undefined) return `${keys.map(keyText).join(', ')}${consistent === true ? ' consistent' : ''}`
  return (asked as { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[])
    .map(({ PutRequest: put, DeleteRequest: remove }) => (put === undefined ? `Delete ${keyText(remove!.Key)}` : `Put ${keyText(put.Item)}`)).join(', ')
}
