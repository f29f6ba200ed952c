import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { OperatorName } from './operators.js'

/** An attribute's name, then names of map members and positions in lists. */
export type Path = readonly [string, ...(string | number)[]]

/** What is compared: an attribute, or its size. */
export type Operand = { readonly kind: 'path'; readonly path: Path } | { readonly kind: 'size'; readonly path: Path }

/** What it is compared with. */
export type Value = { readonly kind: 'literal'; readonly value: AttributeValue } | Operand

export interface Comparison {
  readonly kind: 'comparison'
  readonly operator: OperatorName
  readonly operand: Operand
  readonly values: readonly Value[]
  /** Part of a negated comparison in SQL's sense, which goes when the negation is taken back. */
  readonly implied?: true
  /** Compares with the time at which it is asked. */
  readonly ofMoment?: true
}

/** A condition on one item, with DynamoDB's meaning. An empty AND holds for every item, an empty OR for none. */
export type Condition =
  | Comparison
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  /** Text of the caller's own; the driver can send it and cannot evaluate it. */
  | { readonly kind: 'raw'; readonly text: string; readonly names: Readonly<Record<string, string>>; readonly values: Readonly<Record<string, AttributeValue>> }
