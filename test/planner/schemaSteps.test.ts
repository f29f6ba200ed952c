import { SchemaMismatchError } from '../../src/errors/SchemaMismatchError.js'
import { schemaSteps, type SchemaStep } from '../../src/planner/schemaSteps.js'
import type { ExistingIndex, ExistingTable, TableDefinition, TableIndex } from '../../src/planner/TableDefinition.js'

const byName: TableIndex = { name: 'by_name', scope: 'global', partitionKey: [{ name: 'name', wire: 'S' }], sortKey: [], projection: 'ALL' }
const byAge: TableIndex = { name: 'by_age', scope: 'global', partitionKey: [{ name: 'age', wire: 'N' }], sortKey: [{ name: 'name', wire: 'S' }], projection: 'KEYS_ONLY' }
const byDay: TableIndex = { name: 'by_day', scope: 'local', partitionKey: [{ name: 'id', wire: 'S' }], sortKey: [{ name: 'day', wire: 'S' }], projection: 'ALL' }
const user: TableDefinition = { name: 'user', partitionKey: { name: 'id', wire: 'S' }, indexes: [] }
const existing: ExistingTable = { ...user, indexes: [], status: 'ACTIVE' }
const active = (index: TableIndex, more: Partial<ExistingIndex> = {}): ExistingIndex => ({ ...index, status: 'ACTIVE', ...more })

describe('schemaSteps', () => {
  test.each<[string, TableDefinition, ExistingTable | undefined, readonly SchemaStep[]]>([
    ['creates a table that is not there, with its indexes', { ...user, indexes: [byName, byDay] }, undefined, [{ kind: 'create-table', table: 'user', definition: { ...user, indexes: [byName, byDay] } }]],
    ['creates a table that is on its way out', user, { ...existing, status: 'DELETING' }, [{ kind: 'create-table', table: 'user', definition: user }]],
    ['enables time to live once the table is there', { ...user, timeToLive: 'ends' }, undefined, [
      { kind: 'create-table', table: 'user', definition: { ...user, timeToLive: 'ends' } },
      { kind: 'enable-time-to-live', table: 'user', attribute: 'ends' },
    ]],
    ['does nothing to a table that is as wanted', { ...user, indexes: [byName, byDay], timeToLive: 'ends' }, { ...existing, indexes: [active(byDay), active(byName)], timeToLive: 'ends' }, []],
    ['creates the indexes that are missing, one at a time', { ...user, indexes: [byName, byAge], timeToLive: 'ends' }, existing, [
      { kind: 'create-index', table: 'user', index: byName, provisioned: undefined },
      { kind: 'create-index', table: 'user', index: byAge, provisioned: undefined },
      { kind: 'enable-time-to-live', table: 'user', attribute: 'ends' },
    ]],
    ['gives an index the capacity of its table', { ...user, indexes: [byName] }, { ...existing, provisioned: { readUnits: 5, writeUnits: 2 } }, [
      { kind: 'create-index', table: 'user', index: byName, provisioned: { readUnits: 5, writeUnits: 2 } },
    ]],
    ['creates an index again that is on its way out', { ...user, indexes: [byName] }, { ...existing, indexes: [active(byName, { status: 'DELETING' })] }, [{ kind: 'create-index', table: 'user', index: byName, provisioned: undefined }]],
    ['waits for an index that is being created, and does not ask for it again', { ...user, indexes: [byName] }, { ...existing, indexes: [active(byName, { status: 'CREATING' })] }, []],
    ['turns on the stream of a table that is there', { ...user, stream: 'NEW_IMAGE' }, existing, [{ kind: 'enable-stream', table: 'user', view: 'NEW_IMAGE' }]],
    ['leaves a stream on where no entity wants one, and one that is as wanted', { ...user, stream: 'NEW_IMAGE' }, { ...existing, stream: 'NEW_IMAGE' }, []],
    ['keeps indexes that no entity has', user, { ...existing, indexes: [active(byName), active(byDay)] }, []],
    ['leaves time to live on where no entity has one', user, { ...existing, timeToLive: 'ends' }, []],
    ['takes projected keys for what every index has', { ...user, indexes: [{ ...byName, projection: ['age', 'day'] }] }, { ...existing, indexes: [active(byName, { projection: ['day', 'id', 'name', 'age'] })] }, []],
  ])('%s', (_behaviour, wanted, found, steps) => {
    expect(schemaSteps(wanted, found, { dropExtraIndexes: false })).toEqual(steps)
  })

  test('deletes global indexes that no entity has first, when told to, and no local ones', () => {
    const found = { ...existing, indexes: [active(byAge), active(byDay), active({ ...byName, name: 'gone' }, { status: 'DELETING' })] }
    expect(schemaSteps({ ...user, indexes: [byName] }, found, { dropExtraIndexes: true })).toEqual([
      { kind: 'delete-index', table: 'user', index: 'by_age' },
      { kind: 'create-index', table: 'user', index: byName, provisioned: undefined },
    ])
  })

  test('an index that goes makes room for the type of one that comes', () => {
    const wanted = { ...user, indexes: [{ ...byName, name: 'by_number', partitionKey: [{ name: 'name', wire: 'N' as const }] }] }
    const found = { ...existing, indexes: [active(byName)] }
    expect(faultsOf(wanted, found, false)).toEqual([
      'Table user, index by_number: `name` is a key of type S in this table, the entity wants N. Store the column under another attribute name, or delete the indexes that use the attribute.',
    ])
    expect(schemaSteps(wanted, found, { dropExtraIndexes: true }).map(({ kind }) => kind)).toEqual(['delete-index', 'create-index'])
  })

  test('an index that goes makes room for the number of those that come', () => {
    const found = { ...existing, indexes: Array.from({ length: 20 }, (_, at) => active({ ...byName, name: `by_name_${at}` })) }
    const wanted = { ...user, indexes: [byName] }
    expect(faultsOf(wanted, found, false)).toEqual(['Table user: it would have 21 global secondary indexes, and a table has 20 at most. Delete those that no entity has, by hand or with dropExtraIndexes.'])
    expect(schemaSteps(wanted, found, { dropExtraIndexes: true })).toHaveLength(21)
  })

  test.each<[string, TableDefinition, Partial<ExistingTable>, string]>([
    ['another partition key', { ...user, partitionKey: { name: 'uid', wire: 'S' } }, {}, 'Table user: its partition key is `id` (S), the entity wants `uid` (S). DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.'],
    ['another type of the partition key', { ...user, partitionKey: { name: 'id', wire: 'N' } }, {}, 'Table user: its partition key is `id` (S), the entity wants `id` (N). DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.'],
    ['a sort key that is missing', { ...user, sortKey: { name: 'at', wire: 'S' } }, {}, 'Table user: its sort key is none, the entity wants `at` (S). DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.'],
    ['a sort key too many', user, { sortKey: { name: 'at', wire: 'S' } }, 'Table user: its sort key is `at` (S), the entity wants none. DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.'],
    ['time to live elsewhere', { ...user, timeToLive: 'ends' }, { timeToLive: 'until' }, 'Table user: its time to live is on `until`, the entity wants it on `ends`. Disable it on `until` and synchronise again an hour later, or change the entity.'],
    ['a missing local index', { ...user, indexes: [byDay] }, {}, 'Table user, index by_day: the table has no such index, and DynamoDB makes local indexes only together with their table. Make it global, or create a table under another name and copy.'],
    ['another partition key of an index', { ...user, indexes: [byName] }, { indexes: [active(byName, { partitionKey: [{ name: 'nick', wire: 'S' }] })] }, 'Table user, index by_name: its partition key is `nick` (S), the entity wants `name` (S). DynamoDB cannot change an index. Declare it under another name, or change the entity.'],
    ['the attributes of a native key in another order', { ...user, indexes: [{ ...byName, sortKey: [{ name: 'a', wire: 'S' }, { name: 'b', wire: 'N' }] }] }, { indexes: [active(byName, { sortKey: [{ name: 'b', wire: 'N' }, { name: 'a', wire: 'S' }] })] }, 'Table user, index by_name: its sort key is `b` (N) and `a` (S), the entity wants `a` (S) and `b` (N). DynamoDB cannot change an index. Declare it under another name, or change the entity.'],
    ['a sort key of an index too many', { ...user, indexes: [byName] }, { indexes: [active(byName, { sortKey: [{ name: 'age', wire: 'N' }] })] }, 'Table user, index by_name: its sort key is `age` (N), the entity wants none. DynamoDB cannot change an index. Declare it under another name, or change the entity.'],
    ['another projection', { ...user, indexes: [byName] }, { indexes: [active(byName, { projection: ['zip', 'age'] })] }, 'Table user, index by_name: its projection is `age`, `zip`, the entity wants ALL. DynamoDB cannot change an index. Declare it under another name, or change the entity.'],
    ['another scope', { ...user, indexes: [byDay] }, { indexes: [active(byDay, { scope: 'global' })] }, 'Table user, index by_day: its scope is global, the entity wants local. DynamoDB cannot change an index. Declare it under another name, or change the entity.'],
  ])('says what to do about %s', (_difference, wanted, found, fault) => {
    expect(faultsOf(wanted, { ...existing, ...found }, false)).toEqual([fault])
  })

  test('tells all differences of a table at once', () => {
    const wanted = { ...user, partitionKey: { name: 'uid', wire: 'S' as const }, indexes: [byDay, byName] }
    expect(() => schemaSteps(wanted, { ...existing, indexes: [active(byName, { projection: 'KEYS_ONLY' })] }, { dropExtraIndexes: false })).toThrow(
      new SchemaMismatchError([
        'Table user: its partition key is `id` (S), the entity wants `uid` (S). DynamoDB cannot change the key of a table. Create a table under another name and copy, or change the entity.',
        'Table user, index by_day: the table has no such index, and DynamoDB makes local indexes only together with their table. Make it global, or create a table under another name and copy.',
        'Table user, index by_name: its projection is KEYS_ONLY, the entity wants ALL. DynamoDB cannot change an index. Declare it under another name, or change the entity.',
      ]),
    )
  })
})

function faultsOf(wanted: TableDefinition, found: ExistingTable, dropExtraIndexes: boolean): readonly string[] {
  try {
    schemaSteps(wanted, found, { dropExtraIndexes })
  } catch (error) {
    if (error instanceof SchemaMismatchError) return error.faults
    throw error
  }
  return []
}
