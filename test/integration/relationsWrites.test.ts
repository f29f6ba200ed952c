import { Column, Entity, JoinTable, ManyToMany, ManyToOne, OneToMany, PrimaryColumn } from 'typeorm'
import { DynamoDataSource } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'ship' })
class Ship {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Port, (port) => port.ships) port: Port | null
  @ManyToMany(() => Port) @JoinTable({ name: 'visits' }) visited: Port[]
}

@Entity({ name: 'port' })
class Port {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar', nullable: true }) name: string | null
  @OneToMany(() => Ship, (ship) => ship.port, { cascade: true }) ships: Ship[]
}

let proxy: FaultProxy
let opened: OpenedSource
let next = 0
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Ship, Port], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
  await opened.dataSource.getRepository(Port).putMany(['a', 'b'].map((id) => ({ id }) as Port))
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)
const relation = (name: 'port' | 'visited', id: string) => opened.dataSource.createQueryBuilder().relation(Ship, name).of(id)
const ship = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(Ship).tableName, { id })
const visit = (shipId: string, portId: string): Promise<Record<string, unknown> | undefined> => storedItem(opened.dataSource.getMetadata(Ship).manyToManyRelations[0]!.junctionEntityMetadata!.tableName, { shipId, portId })

const writes: readonly (readonly [string, string, (id: string) => Promise<unknown>, (id: string) => Promise<unknown[]>, unknown[]])[] = [
  ['a save with pairs', 'TransactWriteItems', (id) => opened.dataSource.manager.save(make(Ship, { id, visited: [make(Port, { id: 'b' })] })), async (id) => [await visit(id, 'a'), await visit(id, 'b')], [undefined, expect.anything()]],
  ['adding a pair', 'PutItem', (id) => relation('visited', id).add('b'), async (id) => [await visit(id, 'a'), await visit(id, 'b')], [expect.anything(), expect.anything()]],
  ['removing a pair', 'DeleteItem', (id) => relation('visited', id).remove('a'), async (id) => [await visit(id, 'a')], [undefined]],
  ['setting a foreign key', 'UpdateItem', (id) => relation('port', id).set('b'), async (id) => [(await ship(id))?.portId], ['b']],
  ['removing a foreign key', 'UpdateItem', (id) => relation('port', id).set(null), async (id) => [(await ship(id))?.portId], [undefined]],
]

describe.each<Fault>(['cut-before', 'cut-after', 'error-500', 'throttle'])('an answer that meets %s', (fault) => {
  test.each(writes)('%s is done once', async (_, action, write, state, expected) => {
    const id = `s${++next}`
    await opened.dataSource.manager.save(make(Ship, { id, port: make(Port, { id: 'a' }), visited: [make(Port, { id: 'a' })] }))
    proxy.reset()
    proxy.next(action, fault)
    await write(id)
    expect(proxy.requests.filter((request) => request.action === action).length).toBeGreaterThan(1)
    expect(await state(id)).toEqual(expected)
  })
})

test('an entity is in the index over a foreign key exactly while it has one', async () => {
  const found = async (): Promise<string[]> => (await opened.dataSource.manager.findOneOrFail(Port, { where: { id: 'x' }, relations: { ships: true } })).ships.map((one) => one.id)
  const port = await opened.dataSource.manager.save(make(Port, { id: 'x' }))
  const one = await opened.dataSource.manager.save(make(Ship, { id: 'x1', port }))
  expect(await found()).toEqual(['x1'])
  one.port = null
  await opened.dataSource.manager.save(one)
  expect(await found()).toEqual([])
  await opened.dataSource.getRepository(Ship).put(make(Ship, { id: 'x1', port }))
  expect(await found()).toEqual(['x1'])
  await opened.dataSource.manager.update(Ship, { port: { id: 'x' } }, { port: null })
  expect(await found()).toEqual([])
  port.ships = [make(Ship, { id: 'x2' }), make(Ship, { id: 'x1' })]
  await opened.dataSource.manager.save(port)
  expect((await found()).toSorted((a, b) => a.localeCompare(b))).toEqual(['x1', 'x2'])
  port.ships = []
  await opened.dataSource.manager.save(port)
  expect(await found()).toEqual([])
})

test('schema:log names the indexes that relations bring along, and what they cost', async () => {
  const dataSource = new DynamoDataSource({ entityPrefix: 'unmade_', entities: [Ship, Port], clientConfig: clientConfig() })
  await dataSource.initialize()
  const shown = (await dataSource.driver.createSchemaBuilder().log()).upQueries.map((query) => query.query)
  expect(shown.find((query) => query.includes('unmade_ship'))).toMatch(/^CreateTable .*"IndexName":"portIndex".* -- portIndex follows Ship\.port back, for a write unit per KB more with each write of what is in it$/)
  expect(shown.find((query) => query.includes('unmade_visits'))).toContain(' -- portIdIndex follows unmade_visits back')
  expect(shown.find((query) => query.includes('unmade_port'))).not.toContain('--')
  await dataSource.destroy()
})
