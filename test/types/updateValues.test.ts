import { Column, Entity, MoreThan, PrimaryColumn, type ObjectLiteral } from 'typeorm'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import { Add, AddToSet, Append, DeleteFromSet, IfNotExists, Prepend, Remove, Subtract, type DynamoRepository, type UpdateValues } from '../../src/index.js'

interface Line {
  sku: string
  quantity: number
  sizes: { width: number }
}

class Home {
  @Column() city: string
  @Column('int') moves: number
  @Column('json') deep: { list: number[] }
}

@Entity()
class Order {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column('int') visits: number
  @Column('int', { nullable: true }) rank: number | null
  @Column('bigint') total: bigint
  @Column('decimal') price: string
  @Column() paid: boolean
  @Column() seen: Date
  @Column('json') tags: string[]
  @Column('json') lines: Line[]
  @Column('json') anything: unknown
  @Column('json') record: Record<string, number>
  @Column('json') some: object
  @Column('set') roles: Set<string>
  @Column('set') numbers: number[]
  @Column(() => Home) home: Home
  parent?: Order
  rename(): void {
    this.name = ''
  }
}

/** Never called: it only has to compile. */
async function compiles(orders: DynamoRepository<Order>): Promise<void> {
  await orders.update('1', { visits: Add(1), rank: Subtract(2), total: Add(1n), price: Add('0.10'), tags: Append(['a']), lines: Prepend([{ sku: 'a', quantity: 1, sizes: { width: 1 } }]), roles: AddToSet('a', 'b'), numbers: DeleteFromSet(1), name: Remove(), seen: IfNotExists(new Date()) })
  await orders.update('1', { visits: Add(1), name: 'x', rank: null })
  const later: UpdateValues<Order> = { visits: Add(1) }
  await orders.manager.update(Order, '1', later)
  await orders.update('1', { visits: () => 'visits + 1', home: { city: 'Oslo', moves: Add(1) } })
  await orders.update({ visits: MoreThan(1) }, { paid: IfNotExists(true), anything: Append([1]), record: { a: 1 }, some: {} })
  await orders.createQueryBuilder().update().set({ name: 'x', visits: () => 'visits + 1' }).where({ id: '1' }).execute()
  await orders.createQueryBuilder().update().set({ visits: Add(1), 'home.city': 'Oslo' }).where({ id: '1' }).execute()
  await orders.createQueryBuilder('o').update({ visits: Add(1) }).where({ id: '1' }).execute()
  await orders.createQueryBuilder().update(Order, { tags: Append(['a']) }).execute()
  await orders.createQueryBuilder().update('orders').set({ visits: 1 }).execute()
  await orders.upsert([{ id: '1', visits: Add(1), roles: AddToSet('a') }, { id: '2', name: 'x' }], ['id'])
  // @ts-expect-error of upserts
  await orders.upsert({ id: '1', name: Add(1) }, ['id'])
  // @ts-expect-error of the builder too
  await orders.createQueryBuilder().update().set({ name: Add(1) }).execute()
  // @ts-expect-error text is no number
  await orders.update('1', { name: Add(1) })
  // @ts-expect-error a number is no text
  await orders.update('1', { visits: Add('1') })
  // @ts-expect-error what is true or false cannot be added to
  await orders.update('1', { paid: Add(1) })
  // @ts-expect-error a number is no list
  await orders.update('1', { visits: Append([1]) })
  // @ts-expect-error members have the type of the list's
  await orders.update('1', { tags: Append([1]) })
  // @ts-expect-error a set is no list
  await orders.update('1', { roles: Append(['a']) })
  // @ts-expect-error members have the type of the set's
  await orders.update('1', { roles: AddToSet(1) })
  // @ts-expect-error a set is not added to by nothing
  AddToSet()
  // @ts-expect-error what stands in has the type of the property
  await orders.update('1', { name: IfNotExists(1) })
  // @ts-expect-error what is not of the entity is no value
  await orders.update('1', { nothing: Add(1) })
  // @ts-expect-error values have the type of their properties
  await orders.update('1', { visits: 'many' })
  // @ts-expect-error in embedded objects too
  await orders.update('1', { home: { city: Add(1) } })

  await orders.update('1', { 'home.city': 'Oslo', 'home.moves': Add(1), 'tags[0]': 'x', 'lines[2].quantity': Subtract(1), 'lines[0]': Remove(), 'record.a': Add(1) })
  await orders.update('1', { 'home.deep.list[0]': Add(1), 'lines[0].sizes.width': 1, 'anything.whatever[3].x': 1, 'some.thing': IfNotExists(1), visits: 1 })
  // @ts-expect-error what a path leads to has a type
  await orders.update('1', { 'home.city': 1 })
  // @ts-expect-error for operators as well
  await orders.update('1', { 'home.city': Add(1) })
  // @ts-expect-error in lists
  await orders.update('1', { 'tags[0]': 1 })
  // @ts-expect-error and within their members
  await orders.update('1', { 'lines[2].quantity': 'two' })
  // @ts-expect-error a path leads to something
  await orders.update('1', { 'home.nothing': 1 })
  // @ts-expect-error which is in the entity
  await orders.update('1', { 'nothing.city': 1 })

  await orders.updateExpression({ where: { id: '1' }, setValues: { visits: Add(1), 'home.city': 'Oslo', home: { moves: Add(1) } } })
  // @ts-expect-error the same is checked of updateExpression
  await orders.updateExpression({ where: { id: '1' }, setValues: { name: Add(1) } })
  // @ts-expect-error and of paths in it
  await orders.updateExpression({ where: { id: '1' }, setValues: { 'home.city': 1 } })
  const { entities: [whole] } = await orders.update('1', { visits: Add(1) }, { returning: 'all_new', condition: { visits: 1 } })
  const { entities: [part] } = await orders.manager.update(Order, '1', { visits: Add(1) }, { returning: 'updated_old' })
  const { entities: [gone] } = await orders.delete('1', { returning: 'all_old' })
  const names: (string | undefined)[] = [whole?.name, part?.name, gone?.name]
  // @ts-expect-error of an entity in part a property may be missing
  part!.name.trim()
  // @ts-expect-error what is not asked for is not given back
  expect((await orders.update('1', { visits: 1 })).entities).toEqual(names)
  // @ts-expect-error a delete leaves nothing new
  await orders.delete('1', { returning: 'all_new' })
  await orders.update('1', { visits: Add(1) }, { idempotent: true, condition: { visits: 1 } })
  await orders.increment({ id: '1' }, 'visits', 1, { idempotent: true, condition: { visits: 1 } })
  // @ts-expect-error a condition has the entity's properties
  await orders.increment({ id: '1' }, 'visits', 1, { condition: { nothing: 1 } })
  // @ts-expect-error what is sent as a transaction gives nothing back
  await orders.update('1', { visits: Add(1) }, { idempotent: true, returning: 'all_new' as const }).then(({ entities }) => entities)
  // @ts-expect-error what is saved has values
  await orders.save({ id: '1', visits: Add(1) })
}

/** What TypeORM accepts of code that knows no more of the entity. */
async function generic<T extends ObjectLiteral>(repository: DynamoRepository<T>, anyOf: DynamoRepository<ObjectLiteral>, values: QueryDeepPartialEntity<T>): Promise<void> {
  await repository.update('1', values)
  await anyOf.update('1', { whatever: 1, visits: Add(1), 'a.b': 2 })
}

test('wrong values do not compile: the type check runs over this file', () => {
  expect([typeof compiles, typeof generic]).toEqual(['function', 'function'])
})
