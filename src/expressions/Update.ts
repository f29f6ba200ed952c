import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import type { Path } from './Condition.js'

/** The right side of a SET. */
export type UpdateValue =
  | { readonly kind: 'literal'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'plus' | 'minus' | 'list-append'; readonly left: UpdateValue; readonly right: UpdateValue }
  | { readonly kind: 'if-not-exists'; readonly path: Path; readonly value: UpdateValue }

/** One action of an UpdateExpression. */
export type UpdateAction =
  | { readonly kind: 'set'; readonly path: Path; readonly value: UpdateValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue }
