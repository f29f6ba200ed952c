import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, any, negateAsSql } from '../../expressions/conditions.js'
import type { Condition, Path } from '../../expressions/Condition.js'
import { parseFilter } from '../../expressions/parseFilter.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { AttributeValue } from '../../vocabulary/AttributeValue.js'
import { attributeCodecs } from '../../codec/attributeCodecs.js'
import type { EntityStore } from '../EntityStore.js'
import type { ClauseScope } from './fromClauses.js'

interface Found {
  readonly attribute: AttributeModel
  readonly path: Path
}

/** The longest property that the segments name, and what follows it inside a map or list. */
function find(store: EntityStore, segments: readonly (string | number)[]): Found | undefined {
  for (let length = segments.length; length > 0; length--) {
    const name = segments.slice(0, length).join('.')
    const attribute = store.model.attributeByProperty.get(name) ?? store.model.attributeByName.get(name)
    if (attribute !== undefined) return length < segments.length && attribute.type !== 'json' ? undefined : { attribute, path: [attribute.name, ...segments.slice(length)] }
  }
  return undefined
}

function encode(store: EntityStore, found: Found, value: unknown): AttributeValue {
  if (value === null) return { NULL: true }
  // Members of maps, lists and sets have types of their own.
  if (found.path.length > 1 || found.attribute.type === 'json' || found.attribute.type === 'set') return attributeCodecs.json.encode(value, found.attribute.subject)
  return store.codec.encodeValue(found.attribute, value) ?? { NULL: true }
}

/**
 * A filter in DynamoDB's words.
 *
 * @throws InvalidQueryError with the position of what is wrong.
 */
export function filterCondition(store: EntityStore, text: string): Condition {
  return parseFilter(text, (segments) => {
    const found = find(store, segments)
    return found === undefined ? undefined : { path: found.path, literal: (value) => encode(store, found, value) }
  })
}

/** Stands for a parameter while the text is parsed: no literal can look like it. */
const mark = '\u0000'

/**
 * A builder's condition in SQL's words, as far as DynamoDB can follow: comparisons, IN, BETWEEN, LIKE with a prefix, IS NULL,
 * AND, OR, NOT and parameters. null satisfies no comparison, negated or not.
 *
 * @throws InvalidQueryError with the position of what is wrong.
 */
export function textCondition(scope: ClauseScope, text: string): Condition {
  if (text.trim() === '' || text.trim() === '1=1') return all([])
  if (text.trim() === '0=1') return any([])
  const values: unknown[] = []
  // A number stands for itself: where a size is compared, no attribute gives it a type.
  const marked = (value: unknown): string => (typeof value === 'number' && Number.isFinite(value) ? String(value) : `'${mark}${values.push(value) - 1}'`)
  const parameter = (name: string): unknown => {
    if (!(name in scope.parameters)) throw new InvalidQueryError(`${scope.store.metadata.name}: the condition names the parameter "${name}", which has no value. Pass it with setParameter().`, { path: name })
    return scope.parameters[name]
  }
  const patterns = text.replace(/([\w.]+)\s+LIKE\s+'((?:[^']|'')*)'/gi, (_all, path: string, pattern: string) => liked(path, pattern.replaceAll("''", "'"), marked))
  const sql = outsideLiterals(patterns, (part) => {
    if (/\bILIKE\b|\b(?:UPPER|LOWER)\s*\(/i.test(part)) throw new UnsupportedError('case-insensitive patterns', scope.store.metadata.name)
    return part
      .replace(/([\w.]+)\s+LIKE\s+:([\w.]+)/gi, (_all, path: string, name: string) => liked(path, parameter(name), marked))
      .replace(/:\.\.\.([\w.]+)/g, (_all, name: string) => [parameter(name)].flat().map(marked).join(', ') || marked(undefined))
      .replace(/:([A-Za-z_][\w.]*)/g, (_all, name: string) => [parameter(name)].flat().map(marked).join(', '))
  })
  const parsed = parseFilter(sql, (segments) => {
    const own = segments[0] === scope.alias && segments.length > 1 ? segments.slice(1) : segments
    const found = find(scope.store, own)
    if (found === undefined) return undefined
    return { path: found.path, literal: (value) => encode(scope.store, found, typeof value === 'string' && value.startsWith(mark) ? values[Number(value.slice(1))] : value) }
  })
  return asSql(parsed)
}

function liked(path: string, pattern: unknown, marked: (value: unknown) => string): string {
  const [, open, text, close] = /^(%?)([^%_]*)(%?)$/.exec(String(pattern)) ?? []
  if (text === undefined || (open !== '' && close === '')) throw new UnsupportedError('patterns in the middle of a text', path)
  if (open !== '') return `contains(${path}, ${marked(text)})`
  return close === '' ? `${path} = ${marked(text)}` : `begins_with(${path}, ${marked(text)})`
}

/** Rewrites a text except for what stands in quotes. */
const outsideLiterals = (text: string, rewrite: (part: string) => string): string => text.split(/('(?:[^']|'')*')/).map((part, at) => (at % 2 === 1 ? part : rewrite(part))).join('')

/** SQL's meaning of a parsed condition: in comparisons with NULL nothing holds. */
function asSql(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
      return all(condition.conditions.map(asSql))
    case 'or':
      return any(condition.conditions.map(asSql))
    case 'not':
      return negateAsSql(asSql(condition.condition))
    case 'comparison':
      if (condition.operator === 'attribute_type') return condition
      if (condition.values.some((value) => value.kind === 'literal' && value.value.NULL === true)) return any([])
      return condition.operator === '<>' ? negateAsSql({ ...condition, operator: '=' }) : condition
    case 'raw':
      return condition
    default:
      return condition satisfies never
  }
}
