import { Column, DeleteDateColumn, Entity, In, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, type DynamoEntityManager } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type FaultProxy } from '../support/faultProxy.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'aff_task' })
@GlobalSecondaryIndex({ name: 'byKindName', partitionKey: 'kind', sortKey: ['state', 'name'] })
class Task {
  @PrimaryColumn() id: string
  @Column() kind: string
  @Column() state: string
  @Column() name: string
  @Column({ type: 'int', default: 0 }) n: number
  @DeleteDateColumn() deletedAt: Date | null
}

let proxy: FaultProxy
let opened: OpenedSource
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  opened = await openWith([Task], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, maxAttempts: 3 } })
})
afterAll(async () => {
  await opened.dataSource.destroy()
  await proxy.stop()
})
beforeEach(() => proxy.reset())

let next = 0
async function three(): Promise<{ readonly ids: string[]; readonly kind: string }> {
  const kind = `k${++next}`
  const ids = ['a', 'b', 'c'].map((name) => `${kind}-${name}`)
  await opened.dataSource.manager.putMany(Task, ids.map((id) => opened.dataSource.getRepository(Task).create({ id, kind, state: 's', name: id })))
  return { ids, kind }
}

type Affected = { readonly affected?: number | null }

/** Each write that says what it has affected, of items by their keys, and of items by criteria. */
const writes: readonly (readonly [string, (manager: DynamoEntityManager, where: object) => Promise<Affected>])[] = [
  ['update', (manager, where) => manager.update(Task, where, { n: 1 })],
  ['update of a part of an index key', (manager, where) => manager.update(Task, where, { state: 't' })],
  ['updateExpression', (manager, where) => manager.updateExpression(Task, { where: where as never, setValues: { n: 1 } })],
  ['increment', (manager, where) => manager.increment(Task, where, 'n', 1)],
  ['delete', (manager, where) => manager.delete(Task, where)],
  ['softDelete', (manager, where) => manager.softDelete(Task, where)],
  ['restore', (manager, where) => manager.restore(Task, where)],
]

describe.each(writes)('%s', (name, write) => {
  const before = name === 'restore' ? (where: object): Promise<unknown> => opened.dataSource.manager.softDelete(Task, where) : (): Promise<unknown> => Promise.resolve()

  test('says outside a transaction how many items it has written', async () => {
    const { manager } = opened.dataSource
    const { ids, kind } = await three()
    await before({ kind })
    expect((await write(manager, { id: ids[0] })).affected).toBe(1)
    expect((await write(manager, { id: `${ids[0]}-none` })).affected).toBe(0)
    expect((await write(manager, { id: ids[1], name: 'another' })).affected).toBe(0)
    expect((await write(manager, { id: In([ids[1], 'none', ids[2]]) })).affected).toBe(2)
    const more = await three()
    await before({ kind: more.kind })
    expect((await write(manager, { kind: more.kind })).affected).toBe(3)
    expect((await write(manager, { kind: 'none' })).affected).toBe(0)
  })

  test('says in a transaction what is certain there, and nothing where the item is known only at commit', async () => {
    const { ids: [stored, other] } = await three()
    await before({ id: In([stored, other]) })
    await opened.dataSource.transaction(async (inside) => {
      const manager = inside as DynamoEntityManager
      const { id } = await manager.save(manager.create(Task, { id: `${stored}-new`, kind: 'x', state: 's', name: 'new', deletedAt: name === 'restore' ? new Date() : null }))
      expect((await write(manager, { id, name: 'another' })).affected).toBe(0)
      expect((await write(manager, { id })).affected).toBe(1)
      await manager.delete(Task, { id: other })
      expect((await write(manager, { id: other })).affected).toBe(0)
      // A part of an index key is read for the other parts.
      expect((await write(manager, { id: stored })).affected).toBe(name.includes('index') ? 1 : undefined)
    })
  })
})

test.each(writes.filter(([name]) => !['increment', 'restore'].includes(name)))('%s counts what a first sending has done whose answer was lost', async (name, write) => {
  const { ids } = await three()
  proxy.next(name === 'delete' ? 'DeleteItem' : 'UpdateItem', 'cut-after')
  expect((await write(opened.dataSource.manager, { id: ids[0] })).affected).toBe(1)
})
