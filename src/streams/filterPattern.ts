import { conjuncts, isImplied } from '../expressions/conditions.js'
import type { Comparison, Condition, Path } from '../expressions/Condition.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { decimalText, parseDecimal } from '../vocabulary/decimal.js'

/** What a leaf of a pattern may be: texts, and the operators of EventBridge's patterns. */
type Leaf = readonly (string | boolean | { readonly prefix: string } | { readonly exists: boolean } | { readonly 'anything-but': readonly string[] })[]
export interface Pattern { readonly [name: string]: Pattern | Leaf }

export interface ImagePattern {
  readonly pattern: Pattern
  /** Whether the pattern says all that the condition does; else it lets more records pass. */
  readonly exact: boolean
}

/**
 * What a condition on an image is as a pattern of an event source mapping. What no pattern can say is left out, so that more records
 * pass than the condition holds for, never fewer.
 *
 * @param typeOf the type that an attribute's values are stored as; undefined where it has none of its own
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
export function imagePattern(condition: Condition, typeOf: (name: string) => string | undefined): ImagePattern {
  const pattern: Record<string, Pattern | Leaf> = {}
  let exact = true
  for (const conjunct of conjuncts(condition)) {
    if (isImplied(conjunct)) continue
    const leaf = leafOf(conjunct, typeOf)
    const added = leaf !== undefined && addLeaf(pattern, leaf)
    if (!added) exact = false
  }
  return { pattern, exact }
}

interface TypedLeaf {
  readonly path: Path
  readonly type: string
  readonly leaf: Leaf
}

function leafOf(conjunct: Condition, typeOf: (name: string) => string | undefined): TypedLeaf | undefined {
  // A pattern's negation asks for a value, as what stands beside every negation of a where does.
  if (conjunct.kind === 'not') return conjunct.condition.kind === 'comparison' && ['=', 'in'].includes(conjunct.condition.operator) ? different(conjunct.condition, typeOf) : undefined
  if (conjunct.kind === 'or') return unitedLeaf(conjunct.conditions.map((one) => leafOf(one, typeOf)))
  if (conjunct.kind !== 'comparison' || conjunct.operand.kind !== 'path') return undefined
  const row = rows[conjunct.operator]
  return row?.(conjunct, typeOf(conjunct.operand.path[0]))
}

/** One value or the other of one attribute: a list says so. */
function unitedLeaf(leaves: readonly (TypedLeaf | undefined)[]): TypedLeaf | undefined {
  const [first] = leaves
  const isAlike = (one: TypedLeaf | undefined): one is TypedLeaf => one !== undefined && one.type === first!.type && one.path.join('\n') === first!.path.join('\n')
  return first !== undefined && leaves.every(isAlike) ? { ...first, leaf: leaves.flatMap(({ leaf }) => leaf) } : undefined
}

type Row = (comparison: Comparison, type: string | undefined) => TypedLeaf | undefined

/** The operators that a pattern knows. */
const rows: Partial<Readonly<Record<Comparison['operator'], Row>>> = {
  '=': equal,
  in: equal,
  begins_with: ({ operand: { path }, values }) => {
    const text = literals(values)?.[0]?.S
    return text === undefined ? undefined : { path, type: 'S', leaf: [{ prefix: text }] }
  },
  attribute_exists: ({ operand: { path } }, type) => existence(path, type, true),
  attribute_not_exists: ({ operand: { path } }, type) => existence(path, type, false),
}

const existence = (path: Path, type: string | undefined, exists: boolean): TypedLeaf | undefined =>
  // Only a leaf exists or not: a list or map has none, and of an attribute of any type nobody knows where it would be.
  type === undefined || path.length > 1 || !['S', 'N', 'B', 'BOOL'].includes(type) ? undefined : { path, type, leaf: [{ exists }] }

function equal({ operand: { path }, values }: Comparison, _type?: string): TypedLeaf | undefined {
  const given = literals(values)
  const [first] = given ?? []
  const type = first === undefined ? undefined : (['S', 'N', 'BOOL'] as const).find((one) => first[one] !== undefined)
  if (type === undefined || !given!.every((value) => value[type] !== undefined)) return undefined
  const leaf = given!.map((value) => (type === 'BOOL' ? value.BOOL! : type === 'N' ? plainNumber(value.N!) : value.S!))
  return leaf.every((one) => one !== undefined) ? { path, type, leaf } : undefined
}

function different(comparison: Comparison, typeOf: (name: string) => string | undefined): TypedLeaf | undefined {
  const { operand } = comparison
  // What may be stored as another type is different too, and no pattern for one type lets it pass.
  if (operand.kind !== 'path' || operand.path.length > 1) return undefined
  const found = equal(comparison)
  const isOfType = found !== undefined && found.type === typeOf(operand.path[0])
  return isOfType && (found.type === 'S' || found.type === 'N') ? { ...found, leaf: [{ 'anything-but': found.leaf as readonly string[] }] } : undefined
}

/** As long as a number is that everybody writes out. */
const plainLength = 21

/** Numbers come as texts, spelled as DynamoDB does; undefined where that may be with a power of ten. */
function plainNumber(text: string): string | undefined {
  const exact = parseDecimal(text)
  if (exact === undefined || exact.exponent < -6) return undefined
  const plain = decimalText(exact)
  return plain.length > plainLength ? undefined : plain
}

function literals(values: Comparison['values']): AttributeValue[] | undefined {
  const found = values.flatMap((value) => (value.kind === 'literal' ? [value.value] : []))
  return found.length === values.length && found.length > 0 ? found : undefined
}

/** Puts a leaf in its place: a list at one place means one or the other, so that two of them cannot be said. */
function addLeaf(pattern: Record<string, Pattern | Leaf>, { path, type, leaf }: TypedLeaf): boolean {
  if (path.some((step) => typeof step === 'number')) return false
  const places = [...path.flatMap((step, at) => (at === 0 ? [String(step)] : ['M', String(step)])), type]
  let holder = pattern
  for (const place of places.slice(0, -1)) {
    if (!Object.hasOwn(holder, place)) Object.defineProperty(holder, place, { value: {}, enumerable: true, writable: true, configurable: true })
    holder = holder[place] as Record<string, Pattern | Leaf>
  }
  const last = places.at(-1)!
  if (Object.keys(holder).length > 0) return false
  holder[last] = leaf
  return true
}

