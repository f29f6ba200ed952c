import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { comparisonFault } from './comparisonFault.js'
import { all, any, isNull, not } from './conditions.js'
import type { Comparison, Condition, Operand, Path, Value } from './Condition.js'
import { filterTokens, type FilterToken } from './filterTokens.js'
import type { OperatorName } from './operators.js'
import { pathText } from './pathText.js'

type Literal = string | number | boolean | null

/** An attribute that a filter names, and how its literals are written. */
export interface ResolvedName {
  readonly path: Path
  literal(value: Literal): AttributeValue
}

/** Finds the attribute of a path; undefined where there is none. */
export type ResolveName = (segments: readonly (string | number)[]) => ResolvedName | undefined

const maxCharacters = 8192
const maxDepth = 50
const comparisons: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])
/** How many values each function takes besides its attribute. */
const functions: ReadonlyMap<string, readonly [operator: OperatorName, values: 0 | 1]> = new Map([
  ['begins_with', ['begins_with', 1]],
  ['contains', ['contains', 1]],
  ['attribute_exists', ['attribute_exists', 0]],
  ['attribute_not_exists', ['attribute_not_exists', 0]],
  ['attribute_type', ['attribute_type', 1]],
])
const keywords: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'IS', 'NULL', 'TRUE', 'FALSE'])
const types: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'])

interface Side {
  readonly operand: Operand
  readonly name: ResolvedName
}

const number: ResolvedName['literal'] = (value) => ({ N: String(value) })

/**
 * Reads a filter in DynamoDB's words. Literals take the type of the attribute that they are compared with.
 *
 * @throws InvalidQueryError with the position of what is wrong, and without any literal.
 */
export function parseFilter(text: string, resolve: ResolveName): Condition {
  if (text.length > maxCharacters) throw new InvalidQueryError(`The filter has ${text.length} characters, and ${maxCharacters} are allowed. Ask in several finds.`, { code: 'query.filter' })
  const parser = new FilterParser(filterTokens(text), resolve)
  return parser.whole()
}

class FilterParser {
  private next = 0
  private depth = 0

  constructor(
    private readonly tokens: readonly FilterToken[],
    private readonly resolve: ResolveName,
  ) {}

  whole(): Condition {
    const condition = this.either()
    if (this.token.kind !== 'end') this.expected('AND, OR or the end')
    return condition
  }

  private get token(): FilterToken {
    return this.tokens[this.next]!
  }

  private expected(what: string): never {
    throw new InvalidQueryError(`The filter cannot be read at position ${this.token.at}: expected ${what}.`, { code: 'query.filter' })
  }

  private sign(value: string): boolean {
    if (this.token.kind !== 'sign' || this.token.value !== value) return false
    this.next++
    return true
  }

  private mustBe(value: string): void {
    if (!this.sign(value)) this.expected(value)
  }

  private keyword(word: string): boolean {
    if (this.token.kind !== 'word' || this.token.value.toUpperCase() !== word) return false
    this.next++
    return true
  }

  private either(): Condition {
    if (this.depth++ > maxDepth) throw new InvalidQueryError(`The filter is nested deeper than ${maxDepth} levels at position ${this.token.at}. Ask in several finds.`, { code: 'query.filter' })
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
    const row = functions.get(word.toLowerCase())
    if (row === undefined) return this.expected(`a condition or one of ${[...functions.keys()].join(', ')}, size`)
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
    if (token.kind !== 'text' || !types.has(token.value)) return this.expected(`a type: one of ${[...types].join(', ')} in quotes`)
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
    if (this.keyword('IN')) return result(compare('in', this.list(side)))
    if (this.keyword('BETWEEN')) {
      const low = this.value(side)
      if (!this.keyword('AND')) this.expected('AND')
      return result(compare('between', [low, this.value(side)]))
    }
    if (negated) this.expected('IN or BETWEEN')
    if (this.keyword('IS')) {
      const absent = !this.keyword('NOT')
      if (operand.kind === 'size' || !this.keyword('NULL')) return this.expected('NULL, of an attribute')
      return absent ? isNull(operand.path) : not(isNull(operand.path))
    }
    const { token } = this
    const sign = token.kind === 'sign' ? token.value.replace('!=', '<>') : ''
    if (!comparisons.has(sign)) this.expected('a comparison, IN, BETWEEN or IS')
    this.next++
    return compare(sign as OperatorName, [this.value(side)])
  }

  private list(side: Side): Value[] {
    this.mustBe('(')
    const values = [this.value(side)]
    while (this.sign(',')) values.push(this.value(side))
    this.mustBe(')')
    return values
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
    if (name === undefined) throw new InvalidQueryError(`The filter names "${pathText(segments)}" at position ${at}, which is no attribute of the entity. Name a property with a column.`, { code: 'query.filter', path: pathText(segments) })
    return { operand: { kind: 'path', path: name.path }, name }
  }

  private segment(): string {
    const { token } = this
    if (token.kind !== 'name' && (token.kind !== 'word' || keywords.has(token.value.toUpperCase()))) return this.expected('an attribute')
    this.next++
    return token.value
  }

  private checked(comparison: Comparison, at: number): Condition {
    const fault = comparisonFault(comparison)
    if (fault !== undefined) throw new InvalidQueryError(`The filter cannot be read at position ${at}: ${fault}`, { code: 'query.filter' })
    return comparison
  }

  /** A literal of the attribute's type, or another attribute. */
  private value(side: Side): Value {
    const { token } = this
    const literal = this.literal(token)
    if (literal !== undefined) {
      if (side.operand.kind === 'size' && token.kind !== 'number') this.expected('a number or an attribute')
      this.next++
      return { kind: 'literal', value: side.name.literal(literal) }
    }
    return this.side().operand
  }

  private literal(token: FilterToken): Literal | undefined {
    if (token.kind === 'text' || token.kind === 'number') return token.value
    if (token.kind !== 'word') return undefined
    const word = token.value.toUpperCase()
    return word === 'TRUE' ? true : word === 'FALSE' ? false : word === 'NULL' ? null : undefined
  }
}
