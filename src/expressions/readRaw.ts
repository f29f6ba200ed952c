import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { Condition, Path } from './Condition.js'
import { parseFilter, type ResolveName } from './parseFilter.js'

/** What filters and SQL say with these words DynamoDB does not. */
const foreign = /\b(?:is|like|null|true|false)\b|!=|:\.\.\./i

/** A condition whose parts in text of the caller's own are read, so that it can be evaluated; a text that cannot be read stays as it is. */
export function readRaw(condition: Condition): Condition {
  switch (condition.kind) {
    case 'raw':
      return parsed(condition) ?? condition
    case 'and':
    case 'or':
      return { ...condition, conditions: condition.conditions.map(readRaw) }
    case 'not':
      return { ...condition, condition: readRaw(condition.condition) }
    case 'comparison':
      return condition
    default:
      return condition satisfies never
  }
}

function parsed({ text, names, values }: Extract<Condition, { kind: 'raw' }>): Condition | undefined {
  if (foreign.test(text)) return undefined
  const named = text.replace(/#[A-Za-z0-9_]+/g, (alias) => (Object.hasOwn(names, alias) ? `"${names[alias]!.replaceAll('"', '""')}"` : alias))
  try {
    return parseFilter(named, resolve, { parameter: (name) => (Object.hasOwn(values, `:${name}`) ? values[`:${name}`] : unreadable()) })
  } catch (error) {
    if (error instanceof InvalidQueryError) return undefined
    throw error
  }
}

const unreadable = (): never => {
  throw new InvalidQueryError('A condition in text of your own cannot be read.')
}

/** Only values of placeholders are values there. */
const resolve: ResolveName = (segments) => ({ path: segments as unknown as Path, literal: (value) => (typeof value === 'object' && value !== null ? (value as AttributeValue) : unreadable()) })

/** Whether there is text of the caller's own in a condition, which the driver cannot evaluate. */
export function hasRawText(condition: Condition): boolean {
  switch (condition.kind) {
    case 'raw':
      return true
    case 'and':
    case 'or':
      return condition.conditions.some(hasRawText)
    case 'not':
      return hasRawText(condition.condition)
    case 'comparison':
      return false
    default:
      return condition satisfies never
  }
}
