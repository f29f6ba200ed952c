import { filterTokens, unreadable, type FilterToken, type TextKind } from './filterTokens.js'

/** Reads the words of a filter one after the other. */
export class TokenReader {
  protected next = 0
  protected readonly tokens: readonly FilterToken[]

  constructor(
    text: string,
    protected readonly kind: TextKind,
  ) {
    this.tokens = filterTokens(text, kind)
  }

  protected get token(): FilterToken {
    return this.tokens[this.next]!
  }

  protected expected(what: string): never {
    throw unreadable(this.kind, this.token.at, `expected ${what}.`)
  }

  protected sign(value: string): boolean {
    if (this.token.kind !== 'sign' || this.token.value !== value) return false
    this.next++
    return true
  }

  protected mustBe(value: string): void {
    if (!this.sign(value)) this.expected(value)
  }

  protected keyword(word: string): boolean {
    if (this.token.kind !== 'word' || this.token.value.toUpperCase() !== word) return false
    this.next++
    return true
  }
}
