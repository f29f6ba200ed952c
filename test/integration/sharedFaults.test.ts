import { Column, Entity, IsNull, PrimaryColumn, type EntitySchema } from 'typeorm'
import { defineTable, DynamoDataSource, GlobalSecondaryIndex, key, ModelError, PartitionKey, SingleTable, TimeToLive } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { openWith } from '../support/openWith.js'

const App = defineTable({
  name: 'Faulty', partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl',
  indexes: { One: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }, Only: { partitionKey: 'gsi2pk' }, Inverted: { partitionKey: 'sk', sortKey: 'pk' }, Types: { partitionKey: '_type', sortKey: 'typed' }, Local: { scope: 'local', sortKey: 'lsi' } },
})
const Lone = defineTable({ name: 'Lone', partitionKey: 'pk', indexes: { One: { partitionKey: 'gsi1pk' } } })

type Options = Parameters<typeof SingleTable<(typeof App)['indexes']>>[1]
const good = { type: 'USER', key: { partitionKey: 'USER#{id}', sortKey: '#META' } } as const

/** A class with the columns that templates can name. */
function user(options: unknown, { table = App, name = 'User' }: { table?: unknown; name?: string } = {}): Function {
  class User {
    @PrimaryColumn() id: string
    @Column({ type: 'varchar', nullable: true }) email: string | null
    @Column({ type: 'simple-array', nullable: true }) tags: string[] | null
    @Column({ type: 'json', nullable: true }) data: unknown
  }
  Object.defineProperty(User, 'name', { value: name })
  SingleTable(table as typeof App, options as Options)(User)
  Entity()(User)
  return User
}

async function faultsOf(entities: readonly (Function | EntitySchema)[], synchronize = false): Promise<readonly string[]> {
  const dataSource = new DynamoDataSource({ entities: [...entities], clientConfig: clientConfig(), synchronize })
  try {
    await dataSource.initialize()
  } catch (error) {
    if (error instanceof ModelError) return error.faults
    throw error
  }
  await dataSource.destroy()
  return []
}

test.each<[string, unknown, readonly string[]]>([
  ['nothing wrong', good, []],
  ['an empty template', { ...good, key: { partitionKey: '', sortKey: '#META' } }, ['User: the template "": it is empty. Give a text, or a property in braces.', 'User: the primary column id is in none of the key\'s templates. Name it in one, so that no two entities have the same key.']],
  ['a brace alone', { ...good, key: { partitionKey: 'USER#{id}#{', sortKey: '#META' } }, ['User: the template "USER#{id}#{": a brace has no counterpart. Write a property as {name}.', 'User: the primary column id is in none of the key\'s templates. Name it in one, so that no two entities have the same key.']],
  ['a key of what is no primary column', { ...good, key: { partitionKey: 'USER#{id}', sortKey: 'E#{email}' } }, ['User: email is in the key and not a primary column. Make it @PrimaryColumn(), or leave it out of the key.']],
  ['a key that leaves a primary column out', { ...good, key: { partitionKey: 'USERS', sortKey: '#META' } }, ['User: the primary column id is in none of the key\'s templates. Name it in one, so that no two entities have the same key.']],
  ['a key that names nothing that there is', { ...good, key: { partitionKey: 'USER#{id}#{nothing}', sortKey: '#META' } }, ['User: the key names nothing, which is not a property with a column. Name properties of the entity.']],
  ['a sort key without a template', { ...good, key: { partitionKey: 'USER#{id}' } }, ['User: the key sk of the table Faulty needs a template. Give one.']],
  ['a key that names a property twice', { ...good, key: { partitionKey: 'USER#{id}#{id}', sortKey: '#META' } }, ['User: the template "USER#{id}#{id}": it names one property twice. Name it once.', 'User: the primary column id is in none of the key\'s templates. Name it in one, so that no two entities have the same key.']],
  ['an index that the table does not have', { ...good, indexes: { Two: { partitionKey: 'X' } } }, ['User: the table Faulty has no index Two. Name one of defineTable().']],
  ['an index that lacks a template', { ...good, indexes: { One: { partitionKey: 'E#{email}' } } }, ['User: index One: its gsi1sk needs a template. Give one as sortKey.']],
  ['a template of a key that the index does not have', { ...good, indexes: { Only: { partitionKey: 'E#{email}', sortKey: '{id}' } } }, ['User: index Only: its sortKey does not exist. Leave the template out.']],
  ['a template of a key that is made already', { ...good, indexes: { Types: { partitionKey: 'X', sortKey: '{email}' } } }, ['User: index Types: its partitionKey is _type, which is made already. Leave the template out.']],
  ['an index that names nothing that there is', { ...good, indexes: { Only: { partitionKey: 'E#{mail}' } } }, ['User, index Only: mail is not a property with a column. Name properties of the entity.']],
  ['an index of what cannot be in a key', { ...good, indexes: { Only: { partitionKey: 'E#{data}' } } }, ['User, index Only: data is of type json, which cannot be part of a key. Use a string, number, bigint, decimal, date or binary column.']],
  ['an index whose parts the value could contain', { ...good, indexes: { Only: { partitionKey: 'E#{email}-x' } } }, ["User: index Only: the template \"E#{email}-x\": the text behind {email} begins with -, which the value could contain. Begin it with #, or use composition: 'plain'."]],
  ['a condition that names nothing that there is', { ...good, indexes: { Only: { partitionKey: 'E#{email}', when: { mail: 'x' } } } }, ['User, index Only: its condition names what is not a property with a column. Property "mail" was not found in "User". Make sure your query is correct.']],
  ['a condition on null', { ...good, indexes: { Only: { partitionKey: 'E#{email}', when: { email: null } } } }, ['User, index Only: its condition cannot be followed. User.email: a where cannot compare with null. Use IsNull(), or set invalidWhereValuesBehavior.null.']],
  ['a condition that is none', { ...good, indexes: { Only: { partitionKey: 'E#{email}', when: 'email' } } }, ['User, index Only: its condition cannot be followed. User: a where is an object of properties, or an array of such. Name the properties.']],
  ['a right condition', { ...good, indexes: { Only: { partitionKey: 'E#{email}', when: { email: IsNull() } } } }, []],
])('%s is known when the data source opens', async (_name, options, faults) => {
  expect(await faultsOf([user(options)])).toEqual(faults)
})

test.each<[string, Parameters<typeof defineTable>[0], readonly string[]]>([
  ['an index without a partition key', { name: 'Bad', partitionKey: 'pk', sortKey: 'sk', indexes: { One: { sortKey: 'x' } } }, ['Table Bad, index One: it needs a partition key. Name its attribute.']],
  ['a local index without a sort key', { name: 'Bad', partitionKey: 'pk', sortKey: 'sk', indexes: { One: { scope: 'local' } } }, ['User, index One: it needs a sort key.']],
  ['a local index of another partition', { name: 'Bad', partitionKey: 'pk', sortKey: 'sk', indexes: { One: { scope: 'local', partitionKey: 'other', sortKey: 'lsi' } } }, ['Table Bad, index One: a local index has the partition key of the table. Leave it out, or make the index global.']],
  ['an index of a name that cannot be', { name: 'Bad', partitionKey: 'pk', sortKey: 'sk', indexes: { 'a b': { partitionKey: 'x' } } }, ['Table Bad, index a b: the name must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -.']],
  ['21 global indexes', { name: 'Bad', partitionKey: 'pk', sortKey: 'sk', indexes: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`Index${at}`, { partitionKey: `p${at}` }])) }, ['Table Bad: its entities have 21 global secondary indexes, and a table has 20 at most. Share indexes between entities, or give them tables of their own.']],
  ['several faults', { name: 'Bad', partitionKey: 'pk', sortKey: 'sk', indexes: { One: { sortKey: 'x' }, Two: { scope: 'local', partitionKey: 'other', sortKey: 'lsi' } } }, ['Table Bad, index One: it needs a partition key. Name its attribute.', 'Table Bad, index Two: a local index has the partition key of the table. Leave it out, or make the index global.']],
])('a table with %s is refused when the data source opens', async (_name, options, faults) => {
  expect(await faultsOf([user(good, { table: defineTable(options) })])).toEqual(faults)
})

test('a table whose name cannot be, and a table without a sort key that gets a template for one, are refused', async () => {
  expect(await faultsOf([user(good, { table: defineTable({ name: 'x', partitionKey: 'pk', sortKey: 'sk' }) })])).toEqual(['User: the table name "x" must have 3 to 255 characters of a-z, A-Z, 0-9, _, . and -. Name the table with defineTable({ name }).'])
  expect(await faultsOf([user(good, { table: Lone })])).toEqual(['User: the table Lone has no sort key. Leave its template out.'])
})

describe('entities of one table', () => {
  test('with the same type, or with keys that could meet, are refused together', async () => {
    const faults = await faultsOf([user(good), user({ ...good, key: { partitionKey: 'POST#{id}', sortKey: '#META' } }, { name: 'Post' }), user({ type: 'OTHER', key: { partitionKey: 'USER#{id}', sortKey: '#META' } }, { name: 'Other' })])
    expect(faults).toEqual([
      'Post: User has the type "USER" in the table Faulty. Give it another.',
      'Other: some of its keys could be those of User in the table Faulty. Begin the templates of one of them with a text of its own.',
    ])
  })

  test('of which one goes on from the last part of the other are refused with the end that would divide them', async () => {
    const order = (sortKey: string) => user({ type: 'ORDER', key: { partitionKey: 'ALL', sortKey } }, { name: 'Order' })
    const line = user({ type: 'LINE', key: { partitionKey: 'ALL', sortKey: 'ORDER#{id}#LINE' } }, { name: 'Line' })
    expect(await faultsOf([line, order('ORDER#{id}')])).toEqual(['Order: some of its keys could be those of Line in the table Faulty. End the template for sk of Order with "#".'])
    expect(await faultsOf([line, order('ORDER#{id}#')])).toEqual([])
    expect(await faultsOf([line, order('{id}')])).toEqual(['Order: some of its keys could be those of Line in the table Faulty. End the template for sk of Order with "#".'])
  })

  test('that define it in two ways are refused, and those that define it alike are not', async () => {
    const alike = defineTable({ name: 'Lone', partitionKey: 'pk', indexes: { One: { partitionKey: 'gsi1pk' } } })
    const other = defineTable({ name: 'Lone', partitionKey: 'pk' })
    const one = user({ type: 'A', key: { partitionKey: 'A#{id}' } }, { table: Lone, name: 'First' })
    expect(await faultsOf([one, user({ type: 'B', key: { partitionKey: 'B#{id}' } }, { table: alike, name: 'Second' })])).toEqual([])
    expect(await faultsOf([one, user({ type: 'B', key: { partitionKey: 'B#{id}' } }, { table: other, name: 'Second' })])).toEqual(['Second: the table Lone is defined in another way for First. Use one defineTable() for both.'])
  })

  test('of which one has no type are refused', async () => {
    @Entity({ name: 'Faulty' })
    class Stranger {
      @PrimaryColumn() pk: string
    }
    expect(await faultsOf([user(good), Stranger])).toContain('Stranger: the table Faulty is shared by entities with types. Store it there with @SingleTable, or in a table of its own.')
  })

  test('have their faults told all at once, by name', async () => {
    const faults = await faultsOf([user({ ...good, key: { partitionKey: 'USER#{nothing}', sortKey: '#META' } }), user({ ...good, indexes: { Two: {} } }, { name: 'Post' })])
    expect(faults.map((fault) => fault.slice(0, fault.indexOf(':')))).toEqual(['User', 'User', 'Post'])
  })

  test('have one attribute for the time to live, which is that of the table', async () => {
    @Entity()
    @SingleTable(App, { type: 'T', key: { partitionKey: 'T#{id}', sortKey: '#T' } })
    class Ticket {
      @PrimaryColumn() id: string
      @TimeToLive() @Column({ type: Date }) endsAt: Date
    }
    expect(await faultsOf([Ticket])).toEqual(['Table Faulty: an entity has its time to live in `endsAt`, and defineTable() names `ttl`. Give the column that name: @Column({ name: \'ttl\' }).'])
  })

  test('take no decorators of keys and indexes', async () => {
    @Entity()
    @GlobalSecondaryIndex({ name: 'byName', partitionKey: 'name' })
    @SingleTable(App, { type: 'T', key: { partitionKey: 'T#{id}', sortKey: '#T' } })
    class Thing {
      @PartitionKey() @PrimaryColumn() id: string
      @Column() name: string
    }
    expect(await faultsOf([Thing])).toEqual([
      'Thing: the indexes of a shared table are named in defineTable(), and filled by the templates of @SingleTable. Take the index decorators away.',
      'Thing: its key is made by the templates of @SingleTable. Take @PartitionKey() away.',
    ])
  })

  test('have no property of the name of a key attribute, a type or a key of an index', async () => {
    @Entity()
    @SingleTable(App, { type: 'T', key: { partitionKey: 'T#{id}', sortKey: '#T' }, indexes: { Only: { partitionKey: 'X#{id}' } } })
    class Thing {
      @PrimaryColumn() id: string
      @Column() pk: string
      @Column({ name: '_type' }) kind: string
      @Column({ name: 'gsi2pk' }) forged: string
    }
    expect(await faultsOf([Thing])).toEqual([
      'Thing.pk: the attribute name "pk" is also that of pk. Give one of the columns another name.',
      'Thing.pk: a key attribute of its table has the same name. Give the property another.',
      'Thing._type: the attribute name "_type" is also that of kind. Give one of the columns another name.',
      'Thing, index Only: the composed attribute "gsi2pk" is also the name of a column. Give the column another name.',
    ])
  })
})

test('synchronize makes one table for all entities that share it, once', async () => {
  const { dataSource, sent } = await openWith([user({ type: 'A', key: { partitionKey: 'A#{id}', sortKey: 'A' } }, { name: 'First' }), user({ type: 'B', key: { partitionKey: 'B#{id}', sortKey: 'B' }, indexes: { Only: { partitionKey: 'E#{email}' } } }, { name: 'Second' })], { synchronize: false })
  sent.clear()
  await dataSource.synchronize()
  expect(sent.requests.filter(({ action }) => action === 'CreateTable').map(({ input }) => [input.KeySchema, (input.GlobalSecondaryIndexes as { IndexName: string }[]).map(({ IndexName }) => IndexName).sort(), (input.LocalSecondaryIndexes as { IndexName: string }[]).map(({ IndexName }) => IndexName)])).toEqual([
    [[{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }], ['Inverted', 'One', 'Only', 'Types'], ['Local']],
  ])
  sent.clear()
  await dataSource.synchronize()
  expect(sent.actions()).not.toContain('CreateTable')
  expect(sent.actions()).not.toContain('UpdateTable')
  await dataSource.destroy()
})

describe('names in templates', () => {
  class Person {
    id: string
    email: string
    address: { city: string } | null
    bornAt: Date
  }
  test('are checked by the compiler with key<>', () => {
    expect(key<Person>`PERSON#${'id'}#E#${'email'}`).toBe('PERSON#{id}#E#{email}')
    expect(key<Person>`CITY#${'address.city'}#${'bornAt'}`).toBe('CITY#{address.city}#{bornAt}')
    expect(key<Person>`PERSONS`).toBe('PERSONS')
    // @ts-expect-error names properties of the entity
    expect(key<Person>`PERSON#${'nothing'}`).toBe('PERSON#{nothing}')
    // @ts-expect-error and of the classes that it embeds
    expect(key<Person>`PERSON#${'address.street'}`).toBe('PERSON#{address.street}')
    // @ts-expect-error a date holds no columns
    expect(key<Person>`PERSON#${'bornAt.getTime'}`).toBe('PERSON#{bornAt.getTime}')
  })

  test('and so are names of indexes, and what a condition compares', () => {
    SingleTable<(typeof App)['indexes'], Person>(App, { ...good, indexes: { One: { partitionKey: 'X', sortKey: 'Y', when: { email: 'x' } } } })
    // @ts-expect-error the table has no such index
    SingleTable(App, { ...good, indexes: { Missing: { partitionKey: 'X' } } })
    // @ts-expect-error the entity has no such property
    SingleTable<(typeof App)['indexes'], Person>(App, { ...good, indexes: { One: { partitionKey: 'X', when: { mail: 'x' } } } })
    expect(App.indexes.One.partitionKey).toBe('gsi1pk')
  })
})
