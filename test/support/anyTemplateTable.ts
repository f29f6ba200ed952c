import fc from 'fast-check'
import { compare } from '../../src/expressions/conditions.js'
import { evaluateCondition } from '../../src/expressions/evaluateCondition.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import type { IndexDefinition, KeyTemplate, Membership } from '../../src/metadata/ModelDefinition.js'
import type { SharedTable } from '../../src/metadata/SharedTable.js'
import { keyIdentity } from '../../src/planner/keyIdentity.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { anyEntities, attributes, itemsOf, type AnyAttribute, type AnyTable } from './anyTable.js'
import { modelOf } from './defineModel.js'

const name: fc.Arbitrary<AnyAttribute> = fc.constantFrom('a', 'a', 'b', 'c', 'n', 'n', 'm', 'x', 'f')
const literal = { first: fc.constantFrom('', 'K#', 'USER#', 'a'), between: fc.constantFrom('#', '#', '#x#', '!', ' '), last: fc.constantFrom('', '', '#', '#END') }

/** The texts of a template of so many parts; a constant of none. */
const literals = (parts: number): fc.Arbitrary<string[]> =>
  parts === 0 ? fc.constantFrom(['ALL'], ['#META']) : fc.tuple(literal.first, fc.array(literal.between, { minLength: parts - 1, maxLength: parts - 1 }), literal.last).map(([first, between, last]) => [first, ...between, last])

interface AnyKey {
  readonly parts: readonly AnyAttribute[]
  readonly literals: readonly string[]
}
const keyOf = (parts: fc.Arbitrary<AnyAttribute[]>): fc.Arbitrary<AnyKey> => parts.chain((some) => literals(some.length).map((texts) => ({ parts: some, literals: texts })))
const some = (least: number, most: number): fc.Arbitrary<AnyAttribute[]> => fc.uniqueArray(name, { minLength: least, maxLength: most })

const primary = fc.uniqueArray(fc.constantFrom<AnyAttribute>('a', 'a', 'b', 'c', 'n', 'n', 'x'), { minLength: 1, maxLength: 3 }).chain((parts) => fc.nat({ max: parts.length }).chain((border) => fc.tuple(keyOf(fc.constant(parts.slice(0, border))), keyOf(fc.constant(parts.slice(border))))))

const index = fc.record({
  partition: keyOf(some(0, 2)),
  sort: fc.option(keyOf(some(0, 3)), { nil: undefined, freq: 3 }),
  local: fc.nat(3).map((number) => number === 0),
  sparse: fc.nat(3).map((number) => number === 0),
  projection: fc.constantFrom<IndexDefinition['projection']>('ALL', 'ALL', 'KEYS_ONLY', ['a', '_type']),
})

/** All of whose `c` is this. */
const condition = compare('=', 'c', { S: 'a' })
const sparsely: Membership = { holds: (item) => evaluateCondition(condition, item), names: ['c'], text: 'c', implies: (one) => one === condition, impliedBy: (valueOf) => valueOf('c')?.S === 'a' }

/** A table that entities share, and items of others between those of the one that is asked for. */
export interface AnyTemplateTable extends AnyTable {
  readonly others: readonly Item[]
}

export const anyTemplateTable = (table: string): fc.Arbitrary<AnyTemplateTable> =>
  fc.record({
    primary,
    indexes: fc.array(index, { maxLength: 4 }),
    nullable: fc.subarray<AnyAttribute>(['a', 'b', 'c', 'n', 'm', 'x', 'f']),
    how: fc.constantFrom<Pick<KeyTemplate, 'composition' | 'casing'>>({ composition: 'ordered' }, { composition: 'ordered' }, { composition: 'ordered' }, { composition: 'plain' }, { composition: 'plain', casing: 'lower' }),
    entities: anyEntities,
  }).map(({ primary: [partition, sort], indexes, nullable, how, entities }) => {
    const templateOf = ({ literals: texts }: AnyKey): KeyTemplate => ({ literals: texts, ...how, ...(how.composition === 'plain' ? { exact: true } : {}) })
    const identity = [...partition.parts, ...sort.parts]
    const hidden = { hidden: true, propertyless: true, selected: false } as const
    const columns = {
      ...Object.fromEntries(Object.entries(attributes).map(([attribute, type]) => [attribute, { type, nullable: nullable.includes(attribute as AnyAttribute) && !identity.includes(attribute as AnyAttribute) }])),
      PK: { ...hidden, composedOf: { properties: partition.parts, template: templateOf(partition) } },
      SK: { ...hidden, composedOf: { properties: sort.parts, template: templateOf(sort) } },
      _type: { ...hidden, read: () => 'ANY' },
    }
    const sketches = Object.fromEntries(indexes.flatMap((one, at): [string, Partial<IndexDefinition> & Pick<IndexDefinition, 'partitionKey'>][] => {
      const own = one.sort === undefined ? undefined : { parts: one.sort.parts.filter((part) => !one.partition.parts.includes(part)), literals: one.sort.literals }
      const sortKey = own === undefined || own.parts.length !== one.sort!.parts.length ? undefined : { attribute: `s${at}`, template: templateOf(own) }
      if (one.local && sortKey === undefined) return []
      return [[`index${at}`, {
        scope: one.local ? 'local' : 'global', partitionKey: one.local ? [] : one.partition.parts, sortKey: sortKey === undefined ? [] : own!.parts, projection: one.projection, composition: how.composition,
        templates: { ...(one.local ? {} : { partitionKey: { attribute: `p${at}`, template: templateOf(one.partition) } }), ...(sortKey === undefined ? {} : { sortKey }) },
        ...(one.sparse ? { when: sparsely } : {}),
      }]]
    }))
    const shared: SharedTable = {
      name: table, partitionKey: 'PK', sortKey: 'SK', typeAttribute: '_type', unknownItems: 'skip', ...how,
      indexes: Object.fromEntries(Object.entries(sketches).map(([index, { scope, templates, projection }]) => [index, { scope, partitionKey: templates!.partitionKey?.attribute, sortKey: templates!.sortKey?.attribute, projection }])),
    }
    const model = modelOf('Random', ['PK', 'SK'], columns, sketches, { table, partitionKey: 'PK', sortKey: 'SK', shared: { table: shared, type: 'ANY', key: {}, indexes: {} } })
    const items = itemsOf(model, entities)
    return { model, items, others: othersOf(model, items) }
  })

/** Behind every other item, in all indexes that it is in, one of another type or of none. */
function othersOf(model: EntityModel, items: readonly Item[]): Item[] {
  const known = new Set(items.map((item) => keyIdentity('', item, model.keyNames)))
  return items.filter((_, at) => at % 2 === 0).flatMap(({ _type, ...item }, at) => {
    const other: Item = { ...item, SK: { S: `${item.SK!.S!}~` }, ...(at % 3 === 0 ? {} : { _type: { S: 'OTHER' } }) }
    return known.has(keyIdentity('', other, model.keyNames)) ? [] : [other]
  })
}
