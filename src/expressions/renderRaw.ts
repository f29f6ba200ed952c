import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { Condition } from './Condition.js'
import type { Placeholders } from './Placeholders.js'

type RawCondition = Extract<Condition, { kind: 'raw' }>

/** The text has no quotes, so that a placeholder is one wherever it stands. */
const token = /[#:][A-Za-z0-9_]+|[()]/g

/**
 * The caller's text with its placeholders renamed, so that they cannot meet those of other conditions.
 *
 * @throws InvalidQueryError for placeholders without a name or value, and for parentheses that would reach beyond the text.
 */
export function renderRaw(condition: RawCondition, placeholders: Placeholders): string {
  const text = withoutOuterParentheses(condition.text.trim())
  if (text === '') throw new InvalidQueryError('A condition in text of your own cannot be empty. Leave it out.')
  const bound = new Map<string, string>()
  const alias = (found: string): string => {
    const known = bound.get(found)
    if (known !== undefined) return known
    const made = found.startsWith('#') ? placeholders.name(given(condition.names, found, 'names')) : placeholders.value(given(condition.values, found, 'values'))
    bound.set(found, made)
    return made
  }
  return text.replace(token, (found) => (found === '(' || found === ')' ? found : alias(found)))
}

function given<T>(known: Readonly<Record<string, T>>, placeholder: string, where: string): T {
  if (!Object.hasOwn(known, placeholder)) throw new InvalidQueryError(`The condition in text of your own has ${placeholder}, which its ${where} lack. Give it with the same sign in front.`)
  return known[placeholder]!
}

/** DynamoDB refuses a pair of parentheses around another. */
function withoutOuterParentheses(text: string): string {
  let depth = 0
  let whole = text.startsWith('(')
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found === '(') depth++
    else if (found === ')') depth--
    if (depth < 0) throw unbalanced()
    if (depth === 0 && found === ')' && index < text.length - 1) whole = false
  }
  if (depth > 0) throw unbalanced()
  return whole ? withoutOuterParentheses(text.slice(1, -1).trim()) : text
}

const unbalanced = (): InvalidQueryError => new InvalidQueryError('The parentheses of a condition in text of your own do not match. Close each one that is opened.')
