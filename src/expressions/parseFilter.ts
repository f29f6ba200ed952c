import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { comparisonFault } from './comparisonFault.js'
import { all, any, isNull, not, present } from './conditions.js'
import type { Comparison, Condition, Operand, Path, Value } from './Condition.js'
import { unreadable, type FilterToken } from './filterTokens.js'
import { comparisonSigns, filterFunctions, filterKeywords, typeNames } from './filterWords.js'
import { likePattern } from './likePattern.js'
import type { OperatorName } from './operators.js'
import { pathText } from './pathText.js'
import { TokenReader } from './TokenReader.js'

/** An attribute that a filter names, and how values that it is compared with are written. */
export interface ResolvedName {
  readonly path: Path
  literal(value: unknown): AttributeValue
  /** The text of a pattern, where it is not stored as it stands. */
  pattern?(text: string): AttributeValue
}

/** Finds the attribute of a path; undefined where there is none. */
export type ResolveName = (segments: readonly (string | number)[]) => ResolvedName | undefined

/** What a condition with parameters has beyond a filter: `:name`, `:...names`, and LIKE. */
export interface SqlWords {
  /** The value of a parameter. @throws where it has none. */
  parameter(name: string): unknown
}

const maxCharacters = 8192
const maxDepth = 50

interface Side {
  readonly operand: Operand
  readonly name: ResolvedName
}

const number: ResolvedName['literal'] = (value) => ({ N: String(value) })

/**
 * Reads a filter in DynamoDB's words, or with `sql` a condition with parameters. Literals take the type of the attribute that they
 * are compared with.
 *
 * @throws InvalidQueryError with the position of what is wrong, and without any literal.
 */
export function parseFilter(text: string, resolve: ResolveName, sql?: SqlWords): Condition {
  const kind = sql === undefined ? 'filter' : 'condition'
  if (text.length > maxCharacters) throw new InvalidQueryError(`The ${kind} has ${text.length} characters, and ${maxCharacters} are allowed. Ask in several finds.`, { code: 'query.filter' })
  return new FilterParser(text, resolve, sql).whole()
}

class FilterParser extends TokenReader {
  private depth = 0

  constructor(
    text: string,
    private readonly resolve: ResolveName,
    private readonly sql: SqlWords | undefined,
  ) {
    super(text, sql === undefined ? 'filter' : 'condition')
  }

  whole(): Condition {
    const condition = this.either()
    if (this.token.kind !== 'end') this.expected('AND, OR or the end')
    return condition
  }

  private either(): Condition {
    if (this.depth++ > maxDepth) throw new InvalidQueryError(`The ${this.kind} is nested deeper than ${maxDepth} levels at position ${this.token.at}. Ask in several finds.`, { code: 'query.filter' })
    const branches = [this.both()]
    while (this.keyword('OR')) branches.push(this.both())
    this.depth--
    return any(branches)
  }

  private both(): Condition {
    const parts = [this.negated()]
    while (this.keyword('AND')) parts.push(this.negated())
    return all(parts)
  }

  private negated(): Condition {
    let times = 0
    while (this.keyword('NOT')) times++
    const condition = this.single()
    return times % 2 === 1 ? not(condition) : condition
  }

  private single(): Condition {
    if (this.sign('(')) {
      const condition = this.either()
      this.mustBe(')')
      return condition
    }
    const { token } = this
    const following = this.tokens[this.next + 1]
    if (token.kind === 'word' && following?.kind === 'sign' && following.value === '(' && token.value.toLowerCase() !== 'size') return this.call(token.value)
    return this.comparison()
  }

  private call(word: string): Condition {
    const row = filterFunctions.get(word.toLowerCase())
    if (row === undefined) return this.expected(`a condition or one of ${[...filterFunctions.keys()].join(', ')}, size`)
    const { at } = this.token
    const [operator, count] = row
    this.next += 2
    const side = this.named()
    const values: Value[] = []
    if (count === 1) {
      this.mustBe(',')
      values.push(operator === 'attribute_type' ? this.typeName() : this.value(side))
    }
    this.mustBe(')')
    return this.checked({ kind: 'comparison', operator, operand: side.operand, values }, at)
  }

  private typeName(): Value {
    const { token } = this
    if (token.kind !== 'text' || !typeNames.has(token.value)) return this.expected(`a type: one of ${[...typeNames].join(', ')} in quotes`)
    this.next++
    return { kind: 'literal', value: { S: token.value } }
  }

  private comparison(): Condition {
    const { at } = this.token
    const side = this.side()
    const { operand } = side
    const compare = (operator: OperatorName, values: readonly Value[]): Condition => this.checked({ kind: 'comparison', operator, operand, values }, at)
    const negated = this.keyword('NOT')
    const result = (condition: Condition): Condition => (negated ? not(condition) : condition)
    if (this.keyword('IN')) {
      const values = this.list(side)
      return result(values.length === 0 ? any([]) : compare('in', values))
    }
    if (this.keyword('BETWEEN')) {
      const low = this.value(side)
      if (!this.keyword('AND')) this.expected('AND')
      return result(compare('between', [low, this.value(side)]))
    }
    if (this.sql !== undefined && this.keyword('LIKE')) return result(this.like(side))
    if (negated) this.expected(this.sql === undefined ? 'IN or BETWEEN' : 'IN, BETWEEN or LIKE')
    if (this.keyword('IS')) {
      const absent = !this.keyword('NOT')
      if (operand.kind === 'size' || !this.keyword('NULL')) return this.expected('NULL, of an attribute')
      return absent ? isNull(operand.path) : not(isNull(operand.path))
    }
    const { token } = this
    const sign = token.kind === 'sign' ? token.value.replace('!=', '<>') : ''
    if (!comparisonSigns.has(sign)) this.expected(this.sql === undefined ? 'a comparison, IN, BETWEEN or IS' : 'a comparison, IN, BETWEEN, LIKE or IS')
    this.next++
    return compare(sign as OperatorName, [this.value(side)])
  }

  private list(side: Side): Value[] {
    this.mustBe('(')
    const values: Value[] = []
    do values.push(...this.members(side)); while (this.sign(','))
    this.mustBe(')')
    return values
  }

  /** One value of a list, or those of a parameter that is a list. */
  private members(side: Side): Value[] {
    const { token } = this
    if (token.kind !== 'parameter' || this.sql === undefined) return [this.value(side)]
    this.next++
    return [this.sql.parameter(token.value)].flat().map((one): Value => ({ kind: 'literal', value: side.name.literal(one) }))
  }

  private like(side: Side): Condition {
    const { token } = this
    const pattern = token.kind === 'parameter' ? this.sql!.parameter(token.value) : token.kind === 'text' ? token.value : undefined
    if (side.operand.kind === 'size' || pattern === undefined) return this.expected('a pattern, of an attribute')
    this.next++
    if (pattern === null) return { kind: 'comparison', operator: '=', operand: side.operand, values: [{ kind: 'literal', value: side.name.literal(null) }] }
    const { operator, text } = likePattern(pattern, pathText(side.operand.path))
    return operator === 'present' ? present(side.operand.path) : this.checked({ kind: 'comparison', operator, operand: side.operand, values: [{ kind: 'literal', value: side.name.pattern?.(text) ?? { S: text } }] }, token.at)
  }

  /** An attribute or its size. */
  private side(): Side {
    const { token } = this
    const following = this.tokens[this.next + 1]
    if (token.kind === 'word' && token.value.toLowerCase() === 'size' && following?.kind === 'sign' && following.value === '(') {
      this.next += 2
      const { operand } = this.named()
      this.mustBe(')')
      return { operand: { kind: 'size', path: operand.path }, name: { path: operand.path, literal: number } }
    }
    return this.named()
  }

  private named(): Side {
    const { at } = this.token
    const segments: (string | number)[] = [this.segment()]
    for (;;) {
      if (this.sign('.')) segments.push(this.segment())
      else if (this.sign('[')) {
        const { token } = this
        if (token.kind !== 'number' || !/^\d+$/.test(token.text)) return this.expected('a position in a list')
        this.next++
        segments.push(Number(token.text))
        this.mustBe(']')
      } else break
    }
    const name = this.resolve(segments)
    if (name === undefined) throw new InvalidQueryError(`The ${this.kind} names "${pathText(segments)}" at position ${at}, which is no attribute of the entity. Name a property with a column.`, { code: 'query.filter', path: pathText(segments) })
    return { operand: { kind: 'path', path: name.path }, name }
  }

  private segment(): string {
    const { token } = this
    if (token.kind !== 'name' && (token.kind !== 'word' || filterKeywords.has(token.value.toUpperCase()))) return this.expected('an attribute')
    this.next++
    return token.value
  }

  private checked(comparison: Comparison, at: number): Condition {
    const fault = comparisonFault(comparison)
    if (fault !== undefined) throw unreadable(this.kind, at, fault)
    return comparison
  }

  /** A literal of the attribute's type, or another attribute. */
  private value(side: Side): Value {
    const { token } = this
    const literal = token.kind === 'parameter' && !token.spread ? (this.sql!.parameter(token.value) ?? null) : this.literal(token)
    if (literal !== undefined) {
      if (side.operand.kind === 'size' && typeof literal !== 'number' && token.kind !== 'number') this.expected('a number or an attribute')
      this.next++
      return { kind: 'literal', value: side.name.literal(literal) }
    }
    return this.side().operand
  }

  private literal(token: FilterToken): string | number | boolean | null | undefined {
    if (token.kind === 'text' || token.kind === 'number') return token.value
    if (token.kind !== 'word') return undefined
    const word = token.value.toUpperCase()
    return word === 'TRUE' ? true : word === 'FALSE' ? false : word === 'NULL' ? null : undefined
  }
}
