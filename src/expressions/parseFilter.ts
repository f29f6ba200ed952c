import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { all, any, isNull, not } from './conditions.js'
import type { Condition, Operand, Path, Value } from './Condition.js'
import { filterTokens, type FilterToken } from './filterTokens.js'
import type { OperatorName } from './operators.js'

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
const functions: Readonly<Record<string, { readonly operator: OperatorName; readonly values: 0 | 1 }>> = {
  begins_with: { operator: 'begins_with', values: 1 },
  contains: { operator: 'contains', values: 1 },
  attribute_exists: { operator: 'attribute_exists', values: 0 },
  attribute_not_exists: { operator: 'attribute_not_exists', values: 0 },
  attribute_type: { operator: 'attribute_type', values: 1 },
}
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
    if (++this.depth > maxDepth) throw new InvalidQueryError(`The filter is nested deeper than ${maxDepth} levels at position ${this.token.at}. Ask in several finds.`, { code: 'query.filter' })
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
    const row = functions[word.toLowerCase()]
    if (row === undefined) this.expected(`a condition or one of ${Object.keys(functions).join(', ')}, size`)
    this.next += 2
    const { operand, name } = this.named()
    const values: Value[] = []
    if (row.values === 1) {
      this.mustBe(',')
      values.push(row.operator === 'attribute_type' ? this.typeName() : this.value(name))
    }
    this.mustBe(')')
    return { kind: 'comparison', operator: row.operator, operand, values }
  }

  private typeName(): Value {
    const { token } = this
    if (token.kind !== 'text' || !types.has(token.value)) return this.expected(`a type: one of ${[...types].join(', ')} in quotes`)
    this.next++
    return { kind: 'literal', value: { S: token.value } }
  }

  private comparison(): Condition {
    const { operand, name } = this.side()
    const compare = (operator: OperatorName, values: readonly Value[]): Condition => ({ kind: 'comparison', operator, operand, values })
    const negated = this.keyword('NOT')
    const result = (condition: Condition): Condition => (negated ? not(condition) : condition)
    if (this.keyword('IN')) return result(compare('in', this.list(name)))
    if (this.keyword('BETWEEN')) {
      const low = this.value(name)
      if (!this.keyword('AND')) this.expected('AND')
      return result(compare('between', [low, this.value(name)]))
    }
    if (negated) this.expected('IN or BETWEEN')
    if (this.keyword('IS')) {
      const absent = !this.keyword('NOT')
      if (!this.keyword('NULL') || operand.kind === 'size' || operand.path.length > 1) this.expected('NULL, of an attribute')
      return absent ? isNull(operand.path[0]) : not(isNull(operand.path[0]))
    }
    const { token } = this
    const sign = token.kind === 'sign' ? token.value.replace('!=', '<>') : ''
    if (!comparisons.has(sign)) this.expected('a comparison, IN, BETWEEN or IS')
    this.next++
    return compare(sign as OperatorName, [this.value(name)])
  }

  private list(name: ResolvedName): Value[] {
    this.mustBe('(')
    const values = [this.value(name)]
    while (this.sign(',')) values.push(this.value(name))
    this.mustBe(')')
    if (values.length > 100) throw new InvalidQueryError(`IN takes 100 values at most, before position ${this.token.at}. Ask in several finds.`, { code: 'query.filter' })
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
    if (name === undefined) throw new InvalidQueryError(`The filter names "${segments.join('.')}" at position ${at}, which is no attribute of the entity. Name a property with a column.`, { code: 'query.filter', path: segments.join('.') })
    return { operand: { kind: 'path', path: name.path }, name }
  }

  private segment(): string {
    const { token } = this
    if (token.kind !== 'name' && (token.kind !== 'word' || keywords.has(token.value.toUpperCase()))) return this.expected('an attribute')
    this.next++
    return token.value
  }

  /** A literal of the attribute's type, or another attribute. */
  private value(name: ResolvedName): Value {
    const { token } = this
    const literal = this.literal(token)
    if (literal !== undefined) {
      this.next++
      return { kind: 'literal', value: name.literal(literal) }
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
