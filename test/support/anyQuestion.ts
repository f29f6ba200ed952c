import fc from 'fast-check'
import { comparisonFault } from '../../src/expressions/comparisonFault.js'
import { all, any, compare, isNull, negateAsSql, not } from '../../src/expressions/conditions.js'
import type { Comparison, Condition, Operand } from '../../src/expressions/Condition.js'
import type { OperatorName } from '../../src/expressions/operators.js'
import type { Criteria } from '../../src/planner/Criteria.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'
import { attributePools, type AnyAttribute, type AnyTable } from './anyTable.js'

/** A question to any table of {@link anyTable}, and how to turn its pages. */
export interface AnyQuestion {
  /** Where no branch names keys: the whole where. */
  readonly where: Condition
  /** Joined by OR, and to the where by AND: each binds the partition key of an index to what some items have. */
  readonly keyed: readonly KeyedBranch[]
  readonly order: Criteria['order']
  readonly projection: readonly string[] | undefined
  readonly consistent: boolean
  /** The number of the index that is insisted on, as far as there is one. */
  readonly index: number | undefined
  readonly scan: boolean
  readonly skip: number
  readonly take: number | undefined
  readonly sizes: readonly number[]
  readonly budget: { readonly maxEvaluated?: number | undefined; readonly maxRequests?: number | undefined }
}

export interface KeyedBranch {
  /** The number of an index, 0 for the table. */
  readonly index: number
  /** The numbers of the items whose values are asked for. */
  readonly items: readonly number[]
  /** Parts of the sort key that are bound as well. */
  readonly sortParts: number
  readonly also: Condition
}

/** Some attributes come more often, so that keys and questions meet. */
const name: fc.Arbitrary<AnyAttribute> = fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c', 'n', 'n', 'm', 'x', 'f')
/** As spelled in a question: equal numbers in other ways than they are stored. */
const spellings: Readonly<Partial<Record<AnyAttribute, readonly AttributeValue[]>>> = { n: [{ N: '1.0' }, { N: '1e1' }, { N: '-15e-1' }], m: [{ N: '0.0' }, { N: '100e-1' }] }
const wrongTypes: readonly AttributeValue[] = [{ S: '1' }, { N: '1' }, { B: Uint8Array.of(97) }, { BOOL: true }, { NULL: true }, { S: 'true' }, { S: '11301' }, { SS: ['a'] }, { L: [{ S: 'a' }] }, { M: {} }]

const valueOf = (attribute: AnyAttribute): fc.Arbitrary<AttributeValue> =>
  fc.oneof({ weight: 16, arbitrary: fc.constantFrom(...attributePools[attribute], ...(spellings[attribute] ?? [])) }, { weight: 1, arbitrary: fc.constantFrom(...wrongTypes) })

const scalars: readonly OperatorName[] = ['=', '<>', '<', '<=', '>', '>=', 'begins_with', 'contains']
const withValue = fc.tuple(name, fc.constantFrom(...scalars)).chain(([attribute, operator]) => valueOf(attribute).map((value) => compare(operator, attribute, value)))
const equality = name.chain((attribute) => valueOf(attribute).map((value) => compare('=', attribute, value)))
const range = name.chain((attribute) => fc.tuple(fc.constantFrom<OperatorName>('<', '<=', '>', '>=', 'begins_with', 'between'), valueOf(attribute), valueOf(attribute)).map(([operator, low, high]) => (operator === 'between' ? compare(operator, attribute, low, high) : compare(operator, attribute, low))))
const list = name.chain((attribute) => fc.array(valueOf(attribute), { minLength: 1, maxLength: 4 }).map((values) => compare('in', attribute, ...values)))
const presence = fc.tuple(fc.constantFrom<OperatorName>('attribute_exists', 'attribute_exists', 'attribute_not_exists'), name).map(([operator, attribute]) => compare(operator, attribute))
const typed = fc.tuple(name, fc.constantFrom('S', 'N', 'B', 'BOOL', 'NULL')).map(([attribute, type]) => compare('attribute_type', attribute, { S: type }))
const operand = fc.tuple(fc.constantFrom<Operand['kind']>('path', 'path', 'size'), name).map(([kind, attribute]): Operand => ({ kind, path: [attribute] }))
const twoAttributes = fc.tuple(fc.constantFrom<OperatorName>('=', '<>', '<', '>='), operand, operand).map(([operator, left, right]): Comparison => ({ kind: 'comparison', operator, operand: left, values: [right] }))
const sized = fc.tuple(fc.constantFrom<OperatorName>('=', '<', '>'), name, fc.nat(3)).map(([operator, attribute, size]): Comparison => ({ kind: 'comparison', operator, operand: { kind: 'size', path: [attribute] }, values: [{ kind: 'literal', value: { N: String(size) } }] }))

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 5, arbitrary: withValue }, { weight: 4, arbitrary: equality }, { weight: 4, arbitrary: range }, { weight: 3, arbitrary: list },
  { weight: 2, arbitrary: presence }, { weight: 1, arbitrary: typed }, { weight: 1, arbitrary: twoAttributes }, { weight: 1, arbitrary: sized },
).filter((condition) => comparisonFault(condition) === undefined).map((condition): Condition => condition)

const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: name.map((attribute) => isNull(attribute)) },
    { weight: 2, arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map(all) },
    { weight: 2, arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map(any) },
    { weight: 1, arbitrary: tie('tree').map(not) },
    { weight: 1, arbitrary: tie('tree').map(negateAsSql) },
  ),
}))

/** Equalities, lists and ranges first, since without them nothing is read by a key. */
const bound = fc.oneof({ weight: 6, arbitrary: equality }, { weight: 2, arbitrary: list }, { weight: 2, arbitrary: range }).filter((condition) => comparisonFault(condition) === undefined)
const ranges = name.chain((attribute) => fc.array(fc.tuple(fc.constantFrom<OperatorName>('<', '<=', '>', '>=', 'between'), valueOf(attribute), valueOf(attribute)), { minLength: 2, maxLength: 4 }).map((some) => all(some.map(([operator, low, high]) => (operator === 'between' ? compare(operator, attribute, low, high) : compare(operator, attribute, low))).filter((condition) => comparisonFault(condition) === undefined))))
const conjunction = fc.tuple(fc.array(bound, { maxLength: 4 }), fc.array(tree, { maxLength: 2 })).map(([keys, others]): Condition => all([...keys, ...others]))
const where: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: conjunction },
  { weight: 1, arbitrary: fc.array(conjunction, { minLength: 2, maxLength: 3 }).map(any) },
  { weight: 1, arbitrary: fc.tuple(bound, fc.array(conjunction, { minLength: 2, maxLength: 3 })).map(([key, branches]) => all([key, any(branches)])) },
)

/** What leaves something to find. */
const also = fc.oneof({ weight: 3, arbitrary: fc.constant(all([])) }, { weight: 1, arbitrary: ranges }, { weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: tree })
const keyedBranch: fc.Arbitrary<KeyedBranch> = fc.record({ index: fc.nat(4), items: fc.array(fc.nat(39), { minLength: 1, maxLength: 3 }), sortParts: fc.constantFrom(0, 0, 0, 1, 2), also })
const keyed = fc.oneof({ weight: 3, arbitrary: keyedBranch.map((one) => [one]) }, { weight: 1, arbitrary: fc.array(keyedBranch, { minLength: 2, maxLength: 3 }) })

const order = fc.uniqueArray(fc.tuple(name, fc.constantFrom<'ASC' | 'DESC'>('ASC', 'DESC')), { maxLength: 2, selector: ([attribute]) => attribute })
  .chain((orders) => fc.boolean().map((alike): Criteria['order'] => orders.map(([attribute, direction]) => ({ attribute, direction: alike ? orders[0]![1] : direction }))))

const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 })
const rarely = fc.nat(15).map((number) => number === 15)

export const anyQuestion: fc.Arbitrary<AnyQuestion> = fc.tuple(fc.oneof({ weight: 1, arbitrary: fc.record({ where, keyed: fc.constant([]) }) }, { weight: 2, arbitrary: fc.record({ where: also, keyed }) }), fc.record({
  order,
  projection: sometimes(fc.uniqueArray(name, { minLength: 1, maxLength: 4 })),
  consistent: fc.nat(3).map((number) => number === 3),
  index: fc.nat(19).map((number) => (number < 4 ? number : undefined)),
  scan: rarely,
  skip: fc.constantFrom(0, 0, 0, 1, 3),
  take: sometimes(fc.constantFrom(0, 1, 2, 5, 50)),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  budget: fc.record({ maxEvaluated: sometimes(fc.integer({ min: 1, max: 6 })), maxRequests: sometimes(fc.integer({ min: 1, max: 3 })) }),
})).map(([asked, more]) => ({ ...asked, ...more }))

/** The where of a question to a table: its keyed branches take their values from the table's items. */
export function whereOf({ where: beside, keyed: branches }: Pick<AnyQuestion, 'where' | 'keyed'>, { model, items }: AnyTable): Condition {
  if (branches.length === 0 || items.length === 0) return beside
  const own = { partitionKey: model.primaryKey[0]!, sortKey: model.primaryKey[1] }
  const keys = [own, ...model.indexes]
  return all([any(branches.map(({ index, items: numbers, sortParts, also: more }) => {
    const { partitionKey, sortKey } = keys[index % keys.length]!
    const parts = [...partitionKey.parts, ...(sortKey?.parts ?? []).slice(0, sortParts)]
    const bounds = parts.flatMap(({ name: part }) => {
      const values = numbers.flatMap((number) => items[number % items.length]![part] ?? [])
      return values.length === 0 ? [] : [values.length === 1 ? compare('=', part, values[0]!) : compare('in', part, ...values)]
    })
    return all([...bounds, more])
  })), beside])
}
