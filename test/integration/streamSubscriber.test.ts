import { ChildEntity, Column, Entity, PrimaryColumn, TableInheritance, type EntitySubscriberInterface, type InsertEvent, type RemoveEvent, type UpdateEvent } from 'typeorm'
import { OnExpire, streamHandler, StreamSubscriber, Table } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

const told: string[] = []
const events: object[] = []

@Entity({ name: 'orders' })
@Table({ stream: 'NEW_AND_OLD_IMAGES' })
class Order {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true }) status: string | null
}

@Entity({ name: 'sessions' })
class Session {
  @PrimaryColumn() id: string
  @OnExpire() logOut(event: RemoveEvent<Session>): void {
    told.push(`expired ${this.id} ${event.metadata.name}`)
  }
}

@Entity({ name: 'animals' })
@TableInheritance({ column: { name: 'kind', type: 'varchar' } })
class Animal {
  @PrimaryColumn() id: string
}

@ChildEntity()
class Dog extends Animal {
  @Column({ type: 'varchar', nullable: true }) bone: string | null
}

@StreamSubscriber()
class OrderSubscriber implements EntitySubscriberInterface<Order> {
  listenTo(): typeof Order {
    return Order
  }
  afterInsert(event: InsertEvent<Order>): void {
    events.push(event)
    told.push(`inserted ${event.entity.id} ${event.entity.status}`)
  }
  async afterUpdate(event: UpdateEvent<Order>): Promise<void> {
    events.push(event)
    await event.manager.getRepository(Session).findOneBy({ id: 'none' })
    told.push(`updated ${event.databaseEntity.status} to ${event.entity!.status} in ${event.updatedColumns.map(({ propertyName }) => propertyName).join(' ')}`)
  }
  afterRemove(event: RemoveEvent<Order>): void {
    events.push(event)
    told.push(`removed ${event.databaseEntity.status}`)
  }
  @OnExpire() expire({ databaseEntity }: RemoveEvent<Order>): void {
    told.push(`expired ${databaseEntity.id}`)
  }
}

@StreamSubscriber()
class AnimalSubscriber {
  constructor(private readonly prefix = 'any') {}
  listenTo(): Function {
    return Animal
  }
  afterInsert({ entity, metadata }: InsertEvent<Animal>): void {
    told.push(`${this.prefix} ${entity.id} ${metadata.name}`)
  }
}

@StreamSubscriber()
class DogSubscriber {
  listenTo(): Function {
    return Dog
  }
  afterInsert({ entity }: InsertEvent<Dog>): void {
    told.push(`dog ${entity.bone}`)
  }
}

let opened: OpenedSource
let dataSource: OpenedSource['dataSource']
beforeAll(async () => {
  opened = await openWith([Order, Session, Animal, Dog])
  dataSource = opened.dataSource
})
afterAll(() => dataSource.destroy())
beforeEach(() => {
  told.length = 0
  events.length = 0
})

let sequence = 100
type Item = Record<string, unknown>
const recordOf = (table: string, id: string, after?: Item, before?: Item, more: Item = {}) => ({
  eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY', eventSourceARN: `arn:aws:dynamodb:eu-west-1:1:table/${tablePrefix()}${table}/stream/x`,
  dynamodb: { Keys: { id: { S: id } }, SequenceNumber: String(sequence++), StreamViewType: 'NEW_AND_OLD_IMAGES', ...(after && { NewImage: { id: { S: id }, ...after } }), ...(before && { OldImage: { id: { S: id }, ...before } }) }, ...more,
})
const expired = { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } }
const status = (S: string): Item => ({ status: { S } })

test('subscribers are called from the stream with TypeORM\'s events', async () => {
  const handler = streamHandler([OrderSubscriber], { dataSource, idempotency: 'transactional' })
  const records = [recordOf('orders', 'a', status('new')), recordOf('orders', 'a', status('shipped'), status('new')), recordOf('orders', 'a', undefined, status('shipped')), recordOf('orders', 'b', undefined, status('old'), expired)]
  expect(await handler({ Records: records })).toEqual({ batchItemFailures: [] })
  expect(told).toEqual(['inserted a new', 'updated new to shipped in status', 'removed shipped', 'removed old', 'expired b'])
  const metadata = dataSource.getMetadata(Order)
  for (const event of events) expect(event).toMatchObject({ dataSource, connection: dataSource, metadata, queryRunner: { isTransactionActive: expect.any(Boolean) as boolean } })
  expect((events[0] as InsertEvent<Order>).entity).toBeInstanceOf(Order)
  expect((events[0] as InsertEvent<Order>).manager).not.toBe(dataSource.manager)
  await handler({ Records: records })
  expect(told).toHaveLength(5)
})

test('what a subscriber throws fails its record', async () => {
  @StreamSubscriber()
  class Strict {
    listenTo(): Function {
      return Order
    }
    afterInsert(): Promise<void> {
      return Promise.reject(new Error('no'))
    }
  }
  const records = [recordOf('orders', 'a', {}), recordOf('orders', 'b', undefined, {})]
  expect(await streamHandler([Strict], { dataSource })({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: records[0]!.dynamodb.SequenceNumber }] })
})

test('an entity\'s own methods are called when its time to live was over, and only then', async () => {
  await streamHandler([Session], { dataSource })({ Records: [recordOf('sessions', 'a', {}), recordOf('sessions', 'a', undefined, {}), recordOf('sessions', 'b', undefined, {}, expired)] })
  expect(told).toEqual(['expired b Session'])
})

test('subscribers of a class get what extends it too, and several of one entity are called in turn', async () => {
  await streamHandler([AnimalSubscriber, new AnimalSubscriber('second'), DogSubscriber], { dataSource })({ Records: [recordOf('animals', 'rex', { kind: { S: 'Dog' }, bone: { S: 'big' } }), recordOf('animals', 'tom', { kind: { S: 'Animal' } })] })
  expect(told.toSorted()).toEqual(['any rex Dog', 'any tom Animal', 'dog big', 'second rex Dog', 'second tom Animal'])
})

test('a worker calls them as well', async () => {
  const listener = await dataSource.streams.listen([OrderSubscriber], { from: 'latest', pollMilliseconds: 10 })
  await dataSource.getRepository(Order).put(Object.assign(new Order(), { id: 'live', status: 'new' }))
  while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  await listener.stop()
  expect(told).toEqual(['inserted live new'])
})

test('what could never be called is refused by name', () => {
  @StreamSubscriber()
  class Early {
    listenTo(): Function {
      return Order
    }
    beforeInsert(): void {}
  }
  @StreamSubscriber()
  class Aimless {}
  expect(() => streamHandler([Early])).toThrow('Early: a stream does not tell of beforeInsert. Use afterInsert, afterUpdate or afterRemove, or an @EventSubscriber().')
  expect(() => streamHandler([Aimless])).toThrow('Aimless: it does not say whom it listens to. Return the class of an entity in listenTo().')
  expect(() => streamHandler([Order])).toThrow('Order: it is no stream subscriber, and no entity with @OnExpire(). Add @StreamSubscriber() to the class.')
})

test('an entity with two handlers is refused', async () => {
  const twice = streamHandler({ one: [Order, { onRecord: () => undefined }], two: [Order, { onRecord: () => undefined }] }, { dataSource })
  await expect(twice({ Records: [] })).rejects.toThrow('Order: its records go to one handler, and it has two. Give the second a streamHandler() or listen() of its own.')
})
