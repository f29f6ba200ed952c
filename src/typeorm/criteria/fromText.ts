import type { FindOperator } from 'typeorm'
import { attributeCodecs } from '../../codec/attributeCodecs.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, any, isImplied, negateAsSql, not } from '../../expressions/conditions.js'
import type { Comparison, Condition } from '../../expressions/Condition.js'
import { filterKeywords } from '../../expressions/filterWords.js'
import { parseFilter, type ResolveName } from '../../expressions/parseFilter.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { AttributeValue } from '../../vocabulary/AttributeValue.js'
import { attributeAt, type FoundAttribute } from '../attributeAt.js'
import type { EntityStore } from '../EntityStore.js'
import type { ClauseScope } from './fromClauses.js'
import { patternValue } from './patternValue.js'

function encode(store: EntityStore, found: FoundAttribute, value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: true }
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
    const found = attributeAt(store, segments)
    return found === undefined ? undefined : { path: found.path, literal: (value) => encode(store, found, value) }
  })
}

/**
 * A builder's condition in SQL's words, as far as DynamoDB can follow: comparisons, IN, BETWEEN, LIKE with a prefix, IS NULL,
 * AND, OR, NOT and parameters. null satisfies no comparison, negated or not.
 *
 * @throws InvalidQueryError with the position of what is wrong.
 */
export function textCondition(scope: ClauseScope, text: string, negated = false): Condition {
  const constant = constants.get(text.trim())
  if (constant !== undefined) return constant === negated ? any([]) : all([])
  return asSql(parsed(scope, text), negated)
}

const constants: ReadonlyMap<string, boolean> = new Map([['', true], ['1=1', true], ['0=1', false]])

/**
 * The text of TypeORM's `Raw`, in DynamoDB's words and with DynamoDB's meaning, with parameters.
 *
 * @throws InvalidQueryError with the position of what is wrong.
 */
export function rawCondition(store: EntityStore, attribute: AttributeModel, value: unknown, operator: Pick<FindOperator<unknown>, 'getSql' | 'objectLiteralParameters'>): Condition {
  const alias = attribute.property.split('.').map((segment) => (filterKeywords.has(segment.toUpperCase()) ? `"${segment}"` : segment)).join('.')
  const text = operator.getSql === undefined ? `${alias} = ${String(value)}` : operator.getSql(alias)
  return parsed({ store, alias: '', parameters: operator.objectLiteralParameters ?? {} }, text)
}

/** What stands in quotes is no keyword. */
const caseInsensitive = /^(?:[^']|'(?:[^']|'')*')*?\b(?:ILIKE\b|(?:UPPER|LOWER)\s*\()/i

function parsed({ store, alias, parameters }: ClauseScope, text: string): Condition {
  if (caseInsensitive.test(text)) throw new UnsupportedError('case-insensitive patterns', store.metadata.name)
  const resolve: ResolveName = (segments) => {
    const found = attributeAt(store, segments[0] === alias && segments.length > 1 ? segments.slice(1) : segments)
    return found === undefined ? undefined : { path: found.path, literal: (value) => encode(store, found, value), pattern: (part) => (found.path.length > 1 ? { S: part } : patternValue(store, found.attribute, part)) }
  }
  return parseFilter(text, resolve, {
    parameter(name) {
      if (!Object.hasOwn(parameters, name)) throw new InvalidQueryError(`${store.metadata.name}: the condition names the parameter "${name}", which has no value. Pass it with setParameter().`, { path: name })
      return parameters[name]
    },
  })
}

/** SQL's meaning of a parsed condition, or of its negation: in comparisons with NULL neither holds. */
function asSql(condition: Condition, negated: boolean): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return ((condition.kind === 'and') === negated ? any : all)(condition.conditions.filter((one) => !negated || !isImplied(one)).map((one) => asSql(one, negated)))
    case 'not':
      return asSql(condition.condition, !negated)
    case 'comparison': {
      if (condition.operator === 'attribute_type') return negated ? not(condition) : condition
      const values = condition.values.filter((value) => value.kind !== 'literal' || value.value.NULL !== true)
      // As in SQL, a list with NULL holds for its other values, and its negation for none.
      if (values.length < condition.values.length && (negated || condition.operator !== 'in' || values.length === 0)) return any([])
      const plain: Comparison = { ...condition, values, operator: condition.operator === '<>' ? '=' : condition.operator }
      return (condition.operator === '<>') === negated ? plain : negateAsSql(plain)
    }
    case 'raw':
      return negated ? not(condition) : condition
    default:
      return condition satisfies never
  }
}
