import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { Path } from './Condition.js'
import type { UpdateAction, UpdateValue } from './Update.js'

/** What the placeholders of an update's text stand for. */
export interface UpdateBindings {
  readonly names?: Readonly<Record<string, string>> | undefined
  readonly values: Readonly<Record<string, AttributeValue>>
}

type Section = UpdateAction['kind']
const sections: Readonly<Record<string, Section>> = { SET: 'set', REMOVE: 'remove', ADD: 'add', DELETE: 'delete' }
const token = /\s*(?:([#:]?[A-Za-z_]\w*|:\d+|#\d+)|(\d+)|([=,()+\-.[\]]))/y
const maxCharacters = 4096

/**
 * Reads an UpdateExpression, so that what it does can be merged, checked and kept in step with indexes.
 *
 * @throws InvalidQueryError with the position of what is wrong, or naming a placeholder that is not given.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function parseUpdate(text: string, bindings: UpdateBindings): UpdateAction[] {
  if (text.length > maxCharacters) throw new InvalidQueryError(`The update expression has ${text.length} characters, and ${maxCharacters} are allowed. Divide it.`, { code: 'update.expression' })
  return new UpdateParser(text, bindings).whole()
}

class UpdateParser {
  private readonly words: { readonly text: string; readonly at: number }[] = []
  private next = 0

  constructor(
    text: string,
    private readonly bindings: UpdateBindings,
  ) {
    token.lastIndex = 0
    while (text.slice(token.lastIndex).trim() !== '') {
      const at = token.lastIndex
      const found = token.exec(text)
      if (found === null) throw new InvalidQueryError(`The update expression cannot be read at position ${at + 1}. Write names, and placeholders for values.`, { code: 'update.expression' })
      this.words.push({ text: found[0].trim(), at: token.lastIndex - found[0].trimStart().length + 1 })
    }
  }

  private get word(): string {
    return this.words[this.next]?.text ?? ''
  }

  private expected(what: string): never {
    const at = this.words[this.next]?.at
    throw new InvalidQueryError(`The update expression cannot be read at ${at === undefined ? 'its end' : `position ${at}`}: expected ${what}.`, { code: 'update.expression' })
  }

  private take(text: string): boolean {
    if (this.word.toUpperCase() !== text) return false
    this.next++
    return true
  }

  private mustTake(text: string): void {
    if (!this.take(text)) this.expected(text)
  }

  whole(): UpdateAction[] {
    const actions: UpdateAction[] = []
    while (this.word !== '') {
      const section = sections[this.word.toUpperCase()]
      if (section === undefined) return this.expected('SET, REMOVE, ADD or DELETE')
      this.next++
      do actions.push(this.action(section))
      while (this.take(','))
    }
    return actions.length === 0 ? this.expected('SET, REMOVE, ADD or DELETE') : actions
  }

  private action(kind: Section): UpdateAction {
    const path = this.path()
    switch (kind) {
      case 'remove':
        return { kind, path }
      case 'add':
      case 'delete':
        return { kind, path, value: this.literal() }
      case 'set':
        this.mustTake('=')
        return { kind, path, value: this.sum() }
      default:
        return kind satisfies never
    }
  }

  private sum(): UpdateValue {
    const left = this.operand()
    for (const [sign, kind] of [['+', 'plus'], ['-', 'minus']] as const) if (this.take(sign)) return { kind, left, right: this.operand() }
    return left
  }

  private operand(): UpdateValue {
    if (this.word.startsWith(':')) return { kind: 'literal', value: this.literal() }
    const call = this.words[this.next + 1]?.text === '(' ? this.word.toLowerCase() : undefined
    if (call === undefined) return { kind: 'path', path: this.path() }
    if (call !== 'if_not_exists' && call !== 'list_append') return this.expected('if_not_exists or list_append')
    this.next += 2
    if (call === 'if_not_exists') {
      const path = this.path()
      this.mustTake(',')
      const value = this.operand()
      this.mustTake(')')
      return { kind: 'if-not-exists', path, value }
    }
    const left = this.operand()
    this.mustTake(',')
    const right = this.operand()
    this.mustTake(')')
    return { kind: 'list-append', left, right }
  }

  private literal(): AttributeValue {
    const name = this.word
    if (!name.startsWith(':')) return this.expected('the placeholder of a value, such as :value')
    const value = Object.hasOwn(this.bindings.values, name) ? this.bindings.values[name] : undefined
    if (value === undefined) throw new InvalidQueryError(`The update expression names ${name}, which has no value. Give it one.`, { code: 'update.expression', path: name })
    this.next++
    return value
  }

  private path(): Path {
    const path: [string, ...(string | number)[]] = [this.name()]
    for (;;) {
      if (this.take('.')) path.push(this.name())
      else if (this.take('[')) {
        if (!/^\d+$/.test(this.word)) return this.expected('a position in a list')
        path.push(Number(this.word))
        this.next++
        this.mustTake(']')
      } else return path
    }
  }

  private name(): string {
    const { word } = this
    if (!/^#?\w/.test(word) || /^\d/.test(word)) return this.expected('the name of an attribute')
    this.next++
    if (!word.startsWith('#')) return word
    const { names } = this.bindings
    if (names === undefined || !Object.hasOwn(names, word)) throw new InvalidQueryError(`The update expression names ${word}, which stands for nothing. Give its name.`, { code: 'update.expression', path: word })
    return names[word]!
  }
}
