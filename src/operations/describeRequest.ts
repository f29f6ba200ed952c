import { counted } from '../vocabulary/counted.js'
import { consumedCapacity } from './consumedCapacity.js'

type Names = Readonly<Record<string, string>> | undefined
type Fields = Readonly<Record<string, unknown>>

/**
 * One readable line for logs: what is asked of which table, with names in place of placeholders and `?` for every value.
 *
 * @example
 * ```ts
 * describeRequest('Query', input, output) // Query users index byEmail where email = ? | 1 of 1, 0.5 read units
 * ```
 */
export function describeRequest(action: string, input: object, output?: object): string {
  const fields = input as Fields
  const answered = output === undefined ? [] : answer(action, fields, output as Fields)
  return [action, ...subject(fields), ...expressions(fields), ...(answered.length > 0 ? ['|', answered.join(', ')] : [])].join(' ')
}

function subject(input: Fields): string[] {
  if (typeof input.Statement === 'string') return [withoutLiterals(input.Statement)]
  if (Array.isArray(input.TransactItems)) return [(input.TransactItems as Fields[]).map(entry).join('; ')]
  if (isObject(input.RequestItems)) return [Object.entries(input.RequestItems).map(([table, requests]) => `${table}: ${batched(requests)}`).join('; ')]
  return typeof input.TableName === 'string' ? [input.TableName] : []
}

function expressions(input: Fields): string[] {
  const names = input.ExpressionAttributeNames as Names
  const text = (word: string, expression: unknown): string[] => (typeof expression === 'string' ? [`${word}${word === '' ? '' : ' '}${substituted(expression, names)}`] : [])
  return [
    ...(typeof input.IndexName === 'string' ? [`index ${input.IndexName}`] : []),
    ...(isObject(input.Key) ? [`key ${Object.keys(input.Key).map((name) => `${name} = ?`).join(' AND ')}`] : []),
    ...text('where', input.KeyConditionExpression),
    ...text('filter', input.FilterExpression),
    ...text('', input.UpdateExpression),
    ...text('if', input.ConditionExpression),
    ...text('project', input.ProjectionExpression),
    ...(input.Select === 'COUNT' ? ['count'] : []),
    ...(input.ScanIndexForward === false ? ['backward'] : []),
    ...(input.ConsistentRead === true ? ['consistent'] : []),
    ...(typeof input.TotalSegments === 'number' ? [`segment ${Number(input.Segment) + 1} of ${input.TotalSegments}`] : []),
    ...(typeof input.Limit === 'number' ? [`limit ${input.Limit}`] : []),
    ...(input.ExclusiveStartKey === undefined ? [] : ['continued']),
  ]
}

function entry(one: Fields): string {
  const [kind = '', input = {}] = Object.entries(one).find(([, value]) => value !== undefined) ?? []
  return [kind, ...subject(input as Fields), ...expressions(input as Fields)].join(' ')
}

function batched(requests: unknown): string {
  if (!Array.isArray(requests)) return counted((requests as { readonly Keys?: readonly unknown[] }).Keys?.length ?? 0, 'key')
  const puts = (requests as Fields[]).filter((request) => request.PutRequest !== undefined).length
  return [...(puts > 0 ? [counted(puts, 'put')] : []), ...(puts < requests.length ? [counted(requests.length - puts, 'delete')] : [])].join(', ')
}

function answer(action: string, input: Fields, output: Fields): string[] {
  const { readUnits, writeUnits } = consumedCapacity(action, input, output)
  const unprocessed = countOf(output.UnprocessedItems) + countOf(output.UnprocessedKeys)
  return [
    ...(typeof output.ScannedCount === 'number' ? [`${Number(output.Count)} of ${output.ScannedCount}`] : []),
    ...(output.LastEvaluatedKey === undefined ? [] : ['more']),
    ...(unprocessed > 0 ? [`${unprocessed} unprocessed`] : []),
    ...(readUnits > 0 ? [counted(readUnits, 'read unit')] : []),
    ...(writeUnits > 0 ? [counted(writeUnits, 'write unit')] : []),
  ]
}

function countOf(unprocessed: unknown): number {
  if (!isObject(unprocessed)) return 0
  return Object.values(unprocessed).reduce((sum: number, one) => sum + (Array.isArray(one) ? one.length : ((one as { readonly Keys?: readonly unknown[] }).Keys?.length ?? 0)), 0)
}

function substituted(expression: string, names: Names): string {
  return expression.replace(/[#:]\w+/g, (placeholder) => (placeholder.startsWith(':') ? '?' : (names?.[placeholder] ?? placeholder)))
}

/** Texts and numbers may stand in a PartiQL statement itself; names there are plain or in double quotes. */
function withoutLiterals(statement: string): string {
  return statement.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*(?:'|$)|(?<![\w$.-])-?\d[\w.+-]*/g, (found) => (found.startsWith('"') ? found : '?'))
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
