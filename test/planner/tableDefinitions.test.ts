import { ModelError } from '../../src/errors/ModelError.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import { bookkeepingTable } from '../../src/planner/bookkeepingTable.js'
import type { TableDefinition } from '../../src/planner/TableDefinition.js'
import { tableDefinitions } from '../../src/planner/tableDefinitions.js'
import { globalIndex, tableModel } from './tableModels.js'

const columns = { id: 'string', at: 'datetime', name: 'string', age: 'number', photo: 'binary', ends: 'epoch-seconds' } as const

describe('tableDefinitions', () => {
  test.each<[string, EntityModel, TableDefinition]>([
    ['a partition key alone', tableModel('User', { columns, primary: ['id'] }), { name: 'user', partitionKey: { name: 'id', wire: 'S' }, sortKey: undefined, indexes: [], timeToLive: undefined }],
    ['a sort key and a time to live', tableModel('Visit', { columns, primary: ['photo', 'age'], timeToLive: 'ends' }), {
      name: 'visit', partitionKey: { name: 'photo', wire: 'B' }, sortKey: { name: 'age', wire: 'N' }, indexes: [], timeToLive: 'ends',
    }],
    ['a composed index as its stored attributes', tableModel('User', { columns, primary: ['id'], indexes: [globalIndex('by_name', ['name', 'age'], ['at'])] }), {
      name: 'user', partitionKey: { name: 'id', wire: 'S' }, sortKey: undefined, timeToLive: undefined,
      indexes: [{ name: 'by_name', scope: 'global', partitionKey: [{ name: 'name#age', wire: 'S' }], sortKey: [{ name: 'at', wire: 'S' }], projection: 'ALL' }],
    }],
    ['a native index as its several attributes', tableModel('User', { columns, primary: ['id'], indexes: [globalIndex('by_all', ['name', 'age'], ['at', 'id'], { keys: 'native', projection: 'KEYS_ONLY' })] }), {
      name: 'user', partitionKey: { name: 'id', wire: 'S' }, sortKey: undefined, timeToLive: undefined,
      indexes: [{
        name: 'by_all', scope: 'global', projection: 'KEYS_ONLY',
        partitionKey: [{ name: 'name', wire: 'S' }, { name: 'age', wire: 'N' }], sortKey: [{ name: 'at', wire: 'S' }, { name: 'id', wire: 'S' }],
      }],
    }],
    ['a local index with the partition key of its table', tableModel('Visit', { columns, primary: ['id', 'at'], indexes: [globalIndex('by_age', [], ['age'], { scope: 'local', projection: ['name'] })] }), {
      name: 'visit', partitionKey: { name: 'id', wire: 'S' }, sortKey: { name: 'at', wire: 'S' }, timeToLive: undefined,
      indexes: [{ name: 'by_age', scope: 'local', partitionKey: [{ name: 'id', wire: 'S' }], sortKey: [{ name: 'age', wire: 'N' }], projection: ['name'] }],
    }],
  ])('has %s', (_what, model, definition) => {
    expect(tableDefinitions([model])).toEqual([definition])
  })

  test.each([
    ['without keys and repetitions', ['name', 'id', 'age', 'age'], ['age']],
    ['as keys only where nothing else is named', ['name', 'id'], 'KEYS_ONLY'],
  ])('projects %s', (_what, projection, expected) => {
    const [definition] = tableDefinitions([tableModel('User', { columns, primary: ['id'], indexes: [globalIndex('by_name', ['name'], [], { projection })] })])
    expect(definition!.indexes[0]!.projection).toEqual(expected)
  })

  test('entities of one table have its indexes and its time to live together', () => {
    const cat = tableModel('Cat', { table: 'animal', columns, primary: ['id'], indexes: [globalIndex('by_name', ['name']), globalIndex('by_age', ['age'])] })
    const dog = tableModel('Dog', { table: 'animal', columns, primary: ['id'], indexes: [globalIndex('by_name', ['name']), globalIndex('by_at', ['at'])], timeToLive: 'ends' })
    const user = tableModel('User', { columns, primary: ['id'] })
    const definitions = tableDefinitions([cat, user, dog])
    expect(definitions.map(({ name }) => name)).toEqual(['animal', 'user'])
    expect(definitions[0]!.indexes.map(({ name }) => name)).toEqual(['by_name', 'by_age', 'by_at'])
    expect(definitions[0]!.timeToLive).toBe('ends')
  })

  test('the order in which two entities name the projected attributes does not matter', () => {
    const indexes = (...projection: string[]) => [globalIndex('by_name', ['name'], [], { projection })]
    const models = [tableModel('Cat', { table: 'animal', columns, primary: ['id'], indexes: indexes('age', 'at') }), tableModel('Dog', { table: 'animal', columns, primary: ['id'], indexes: indexes('at', 'age') })]
    expect(tableDefinitions(models)).toHaveLength(1)
  })

  test('tells every contradiction between entities of one table at once', () => {
    const models = [
      tableModel('Cat', { table: 'animal', columns: { ...columns, tag: 'string' }, primary: ['id', 'at'], timeToLive: 'ends', indexes: [globalIndex('by_name', ['name'], ['age']), globalIndex('by_x', ['name']), globalIndex('by_tag', ['tag'])] }),
      tableModel('Dog', { table: 'animal', columns: { ...columns, until: 'number', tag: 'number' }, primary: ['id'], timeToLive: 'until', indexes: [globalIndex('by_name', ['age'], [], { projection: ['photo'] }), globalIndex('by_tags', ['tag'])] }),
      tableModel('Eel', { table: 'animal', columns, primary: ['id', 'at'], indexes: [globalIndex('by_x', [], ['name'], { scope: 'local' })] }),
      tableModel('Car', { table: 'thing', columns, primary: ['id'] }),
      tableModel('Bus', { table: 'thing', columns, primary: ['name'] }),
    ]
    expect(faultsOf(models)).toEqual([
      'Table animal: Cat has the key `id` (S) and `at` (S), Dog has `id` (S). Give both the same key, or tables of their own.',
      'Table animal, index by_name: Cat wants the partition key `name` (S), Dog wants `age` (N). Declare it alike in both, or under two names.',
      'Table animal, index by_name: Cat wants the sort key `age` (N), Dog wants none. Declare it alike in both, or under two names.',
      'Table animal, index by_name: Cat wants the projection ALL, Dog wants `photo`. Declare it alike in both, or under two names.',
      'Table animal, index by_x: Cat wants the scope global, Eel wants local. Declare it alike in both, or under two names.',
      'Table animal, index by_x: Cat wants the partition key `name` (S), Eel wants `id` (S). Declare it alike in both, or under two names.',
      'Table animal, index by_x: Cat wants the sort key none, Eel wants `name` (S). Declare it alike in both, or under two names.',
      'Table animal, index by_tags: `tag` is a key of type S for Cat and of type N for Dog. Give both columns one type, or attributes of their own.',
      'Table animal: Cat has its time to live in `ends`, Dog in `until`. A table has one attribute for it: give both columns one name.',
      'Table thing: Car has the key `id` (S), Bus has `name` (S). Give both the same key, or tables of their own.',
    ])
  })

  test.each([
    ['global', 20],
    ['local', 5],
  ] as const)('counts the %s indexes of all entities of a table', (scope, most) => {
    const indexes = (from: number, count: number) => Array.from({ length: count }, (_, at) => globalIndex(`by_age_${from + at}`, scope === 'local' ? [] : ['id'], ['age'], { scope }))
    const models = (extra: number) => [
      tableModel('Cat', { table: 'animal', columns, primary: ['id', 'at'], indexes: indexes(0, most) }),
      tableModel('Dog', { table: 'animal', columns, primary: ['id', 'at'], indexes: indexes(extra, most) }),
    ]
    expect(tableDefinitions(models(0))[0]!.indexes).toHaveLength(most)
    expect(faultsOf(models(1))).toEqual([`Table animal: its entities have ${most + 1} ${scope} secondary indexes, and a table has ${most} at most. Share indexes between entities, or give them tables of their own.`])
  })

  test('no entities want no tables', () => {
    expect(tableDefinitions([])).toEqual([])
  })

  test('the bookkeeping table has a text key and ends its items', () => {
    expect(bookkeepingTable('typeorm_dynamodb')).toEqual({ name: 'typeorm_dynamodb', partitionKey: { name: 'pk', wire: 'S' }, indexes: [], timeToLive: 'expiresAtEpochSeconds' })
  })
})

function faultsOf(models: readonly EntityModel[]): readonly string[] {
  try {
    tableDefinitions(models)
  } catch (error) {
    if (error instanceof ModelError) return error.faults
    throw error
  }
  return []
}
