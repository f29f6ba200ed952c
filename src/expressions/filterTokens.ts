import { compareDecimals, parseDecimal, storageFault } from '../vocabulary/decimal.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'

export type FilterToken =
  | { readonly kind: 'text'; readonly value: string; readonly at: number }
  /** A number as text where JavaScript cannot hold it exactly. */
  | { readonly kind: 'number'; readonly value: number | string; readonly text: string; readonly at: number }
  /** A bare word: a keyword, a function or a name. */
  | { readonly kind: 'word'; readonly value: string; readonly at: number }
  /** A name in double quotes or backticks: never a keyword. */
  | { readonly kind: 'name'; readonly value: string; readonly at: number }
  | { readonly kind: 'sign'; readonly value: string; readonly at: number }
  /** `:name`, or `:...name` for each member of a list. */
  | { readonly kind: 'parameter'; readonly value: string; readonly spread: boolean; readonly at: number }
  | { readonly kind: 'end'; readonly at: number }

const rows: readonly (readonly [RegExp, (found: RegExpExecArray, at: number) => FilterToken])[] = [
  [/'((?:[^']|'')*)'/y, ([, text], at) => ({ kind: 'text', value: text!.replaceAll("''", "'"), at })],
  [/"((?:[^"]|"")*)"/y, ([, text], at) => ({ kind: 'name', value: text!.replaceAll('""', '"'), at })],
  [/`((?:[^`]|``)*)`/y, ([, text], at) => ({ kind: 'name', value: text!.replaceAll('``', '`'), at })],
  [/-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y, ([text], at) => ({ kind: 'number', value: exact(text!, at), text: text!, at })],
  [/[\p{L}_$][\p{L}\p{N}_$]*/uy, ([text], at) => ({ kind: 'word', value: text!, at })],
  [/<>|!=|<=|>=|[=<>(),.[\]]/y, ([text], at) => ({ kind: 'sign', value: text!, at })],
]

const parameterRow: (typeof rows)[number] = [/:(\.\.\.)?([\p{L}_][\p{L}\p{N}_.]*)/uy, ([, spread, name], at) => ({ kind: 'parameter', value: name!, spread: spread !== undefined, at })]

const quotes: ReadonlySet<string> = new Set(["'", '"', '`'])

/** What a text is called in messages: a filter, or a condition with parameters. */
export type TextKind = 'filter' | 'condition'

/** A text that cannot be read: where, counted from 1, and why. */
export const unreadable = (kind: TextKind, at: number, why: string): InvalidQueryError => new InvalidQueryError(`The ${kind} cannot be read at position ${at}: ${why}`, { code: 'query.filter' })

function exact(text: string, at: number): number | string {
  const number = parseDecimal(text)!
  const fault = storageFault(number)
  if (fault !== undefined) throw unreadable('filter', at, `${fault}. Compare with such a one.`)
  return compareDecimals(parseDecimal(String(Number(text)))!, number) === 0 ? Number(text) : text
}

/**
 * The words of a filter, or of a condition with parameters, with their positions, counted from 1.
 *
 * @throws InvalidQueryError at the first character that begins no word.
 */
export function filterTokens(text: string, kind: TextKind = 'filter'): FilterToken[] {
  const known = kind === 'filter' ? rows : [...rows, parameterRow]
  const tokens: FilterToken[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++
      continue
    }
    const token = tokenAt(known, text, at)
    if (token === undefined) throw unreadable(kind, at + 1, quotes.has(text[at]!) ? 'the quote is not closed. Close it, and write quotes inside it twice.' : 'no name, literal or operator begins here. Put texts in single quotes.')
    tokens.push(token.token)
    at = token.end
  }
  tokens.push({ kind: 'end', at: text.length + 1 })
  return tokens
}

function tokenAt(known: typeof rows, text: string, at: number): { token: FilterToken; end: number } | undefined {
  for (const [pattern, make] of known) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) return { token: make(found, at + 1), end: pattern.lastIndex }
  }
  return undefined
}
