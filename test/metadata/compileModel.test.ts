import type { ModelError } from '../../src/errors/ModelError.js'
import { compileModel, compileModels } from '../../src/metadata/compileModel.js'
import { defineModel } from '../support/defineModel.js'

type Sketch = Parameters<typeof defineModel>
const faultsOf = (...sketch: Sketch): readonly string[] => {
  try {
    compileModel(defineModel(...sketch))
    return []
  } catch (error) {
    return (error as ModelError).faults
  }
}

test.each<[string, Sketch, string]>([
  ['a table name that is too short', ['User', ['id'], { id: {} }, {}, { table: 'ab' }], 'User: the table name "ab" must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -. Name the table with @Entity({ name }).'],
  ['no primary column', ['User', [], { id: {} }], 'User: it has no primary column. Add @PrimaryColumn().'],
  ['a third primary column', ['User', ['a', 'b', 'c'], { a: {}, b: {}, c: {} }], 'User: it has 3 primary columns (a, b, c), and a table has two key attributes at most. Keep the partition key and the sort key, and make the others @Column().'],
  ['a key that cannot be one', ['User', ['id'], { id: { type: 'json' } }], 'User.id: a json cannot be a primary key. Use a string, number, bigint, decimal, date or binary column.'],
  ['a named key that is no primary column', ['User', ['id'], { id: {}, other: {} }, {}, { partitionKey: 'other' }], 'User.other: a partition or sort key must be a primary column. Add @PrimaryColumn().'],
  ['two columns of one name', ['User', ['id'], { id: {}, a: { attribute: 'x' }, b: { attribute: 'x' } }], 'User.b: the attribute name "x" is also that of a. Give one of the columns another name.'],
  ['an index without its property', ['User', ['id'], { id: {} }, { byName: { partitionKey: ['name'] } }], 'User, index byName: name is not a property with a column. Name properties of the entity.'],
  ['an index on what cannot be a key', ['User', ['id'], { id: {}, tags: { type: 'set' } }, { byTags: { partitionKey: ['tags'] } }], 'User, index byTags: tags is of type set, which cannot be a key. Use a string, number, bigint, decimal, date or binary column.'],
  ['a native key of five', ['User', ['id'], { id: {}, a: {}, b: {}, c: {}, d: {}, e: {} }, { wide: { partitionKey: ['a', 'b', 'c', 'd', 'e'], keys: 'native' } }], "User, index wide: a native key has 4 attributes at most. Use keys: 'composed'."],
  ['a key that names a property twice', ['User', ['id'], { id: {}, a: {} }, { twice: { partitionKey: ['a', 'a'] } }], 'User, index twice: a key names one property twice.'],
  ['a local index on a table without sort key', ['User', ['id'], { id: {}, a: {} }, { local: { scope: 'local', partitionKey: [], sortKey: ['a'] } }], 'User, index local: a local index needs a table with a sort key. Add one, or make the index global.'],
  ['a composed attribute that is a column', ['User', ['id'], { id: {}, a: {}, b: {}, c: { attribute: 'a#b' } }, { both: { partitionKey: ['a', 'b'] } }], 'User, index both: the composed attribute "a#b" is also the name of a column. Give the column another name.'],
  ['one composed attribute in two ways', ['User', ['id'], { id: {}, a: {}, b: {} }, { one: { partitionKey: ['a', 'b'] }, two: { partitionKey: ['a', 'b'], composition: 'plain' } }], 'User, index two: index one composes "a#b" in another way. Use one composition for both.'],
  ['a projection of what is not there', ['User', ['id'], { id: {}, a: {} }, { some: { partitionKey: ['a'], projection: ['b'] } }], 'User, index some: the projection names b, which is not a property with a column.'],
  ['a time to live on text', ['User', ['id'], { id: {}, ends: {} }, {}, { timeToLive: 'ends' }], 'User.ends: @TimeToLive() needs a Date or a number column.'],
  ['a version that is no number', ['User', ['id'], { id: {}, version: { generated: 'version' } }], 'User.version: @VersionColumn() needs a number column.'],
  ['one property in both keys of an index', ['User', ['id'], { id: {}, a: {} }, { byA: { partitionKey: ['a'], sortKey: ['a'] } }], 'User, index byA: a is in its partition key and in its sort key. Leave it out of one of them.'],
  ['a native local index of two properties', ['User', ['id', 's'], { id: {}, s: {}, a: {}, b: {} }, { byA: { scope: 'local', partitionKey: ['id'], sortKey: ['a', 'b'], keys: 'native' } }], "User, index byA: the native sort key of a local index is one property. Use keys: 'composed'."],
])('%s is a fault', (_name, sketch, fault) => {
  expect(faultsOf(...sketch)).toEqual([fault])
})

test('21 global indexes and 6 local ones are too many', () => {
  const indexes = (count: number, scope: 'global' | 'local'): Sketch[3] => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${scope}${i}`, scope === 'global' ? { partitionKey: ['a'] } : { scope, partitionKey: [], sortKey: ['a'] }]))
  expect(faultsOf('User', ['id', 'sort'], { id: {}, sort: {}, a: {} }, { ...indexes(21, 'global'), ...indexes(6, 'local') })).toEqual([
    'User: it has 21 global secondary indexes, and a table has 20 at most. Share indexes between questions.',
    'User: it has 6 local secondary indexes, and a table has 5 at most. Make some of them global.',
  ])
})

test('the faults of all entities come together', () => {
  expect(() => compileModels([defineModel('One', [], { id: {} }), defineModel('Two', ['id'], { id: { type: 'boolean' } })])).toThrow(/^2 faults in the entities:\n- One: .*\n- Two\.id: /)
})

test('columns of a sparse index that are not nullable are required by it, since only its nullable ones are asked for', () => {
  const model = compileModel(defineModel('User', ['id'], { id: {}, city: { nullable: true }, zip: {} }, { byCity: { partitionKey: ['city'], sortKey: ['zip'] } }))
  expect(model.attributes.map(({ name, requiredBy }) => [name, requiredBy])).toEqual([['id', []], ['city', []], ['zip', ['byCity']]])
  const partial = compileModel(defineModel('User', ['id'], { id: {}, city: {} }, { byCity: { partitionKey: ['city'], partial: true } }))
  expect(partial.attributeByName.get('city')!.requiredBy).toEqual([])
})

test('an index of required columns is complete, and its columns are required by it', () => {
  const model = compileModel(defineModel('User', ['id'], { id: {}, a: {}, b: {}, c: { nullable: true } }, { full: { partitionKey: ['a', 'b'] }, sparse: { partitionKey: ['a'], sortKey: ['c'] } }))
  expect(model.indexes.map((index) => [index.name, index.complete])).toEqual([['full', true], ['sparse', false]])
  expect(model.attributeByName.get('b')!.requiredBy).toEqual(['full'])
  expect(model.attributeByName.get('c')!.keyOf).toEqual(['sparse'])
  expect(model.composed.map((composed) => composed.name)).toEqual(['a#b'])
})
