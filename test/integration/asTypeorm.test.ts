import { AfterInsert, AfterLoad, AfterRecover, AfterRemove, AfterSoftRemove, AfterUpdate, BeforeInsert, BeforeRecover, BeforeRemove, BeforeSoftRemove, BeforeUpdate, Column, CreateDateColumn, DeleteDateColumn, Entity, PrimaryColumn, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn, type EntityManager } from 'typeorm'
import { openBoth } from '../support/differential.js'

class Geo {
  @Column({ type: 'double', nullable: true }) lat: number
  @Column({ type: 'double', nullable: true }) lon: number
}
class Address {
  @Column({ nullable: true }) street: string
  @Column(() => Geo) geo: Geo
}

@Entity({ name: 'as_person' })
class Person {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'int', nullable: true }) age: number
  @Column({ default: 'new' }) status: string
  @Column({ insert: false, nullable: true }) later: string
  @Column({ update: false, nullable: true }) origin: string
  @Column({ type: 'varchar', nullable: true, default: 'd' }) preset: string | null
  @Column(() => Address) home: Address
  @Column(() => Address, { prefix: 'office' }) work: Address
}

const heard: string[] = []
@Entity({ name: 'as_heard' })
class Heard {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() name: string
  @VersionColumn() version: number
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
  @DeleteDateColumn() deletedAt: Date | null
  @BeforeInsert() a(): void { heard.push('beforeInsert'); this.name += '!' }
  @AfterInsert() b(): void { heard.push('afterInsert') }
  @BeforeUpdate() c(): void { heard.push('beforeUpdate') }
  @AfterUpdate() d(): void { heard.push('afterUpdate') }
  @BeforeRemove() e(): void { heard.push('beforeRemove') }
  @AfterRemove() f(): void { heard.push('afterRemove') }
  @BeforeSoftRemove() g(): void { heard.push('beforeSoftRemove') }
  @AfterSoftRemove() h(): void { heard.push('afterSoftRemove') }
  @BeforeRecover() i(): void { heard.push('beforeRecover') }
  @AfterRecover() j(): void { heard.push('afterRecover') }
  @AfterLoad() k(): void { heard.push('afterLoad') }
}

@Entity({ name: 'as_composite' })
class Composite {
  @PrimaryColumn() tenant: string
  @PrimaryColumn('int') position: number
  @Column() name: string
}

@Entity({ name: 'as_soft' })
class Soft {
  @PrimaryColumn() id: string
  @Column() name: string
  @DeleteDateColumn() deletedAt: Date | null
}

let both: Awaited<ReturnType<typeof openBoth>>
beforeAll(async () => {
  both = await openBoth([Person, Heard, Composite, Soft])
})
afterAll(() => both.close())
beforeEach(async () => {
  for (const entity of [Person, Heard, Composite, Soft]) await both.compare((manager) => manager.clear(entity))
})

/** What was heard meanwhile. */
async function hearing(work: () => Promise<unknown>): Promise<string[]> {
  heard.length = 0
  await work()
  return [...heard]
}
const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => (error as Error).name)
const allOf = <T extends { id: string }>(manager: EntityManager, entity: new () => T): Promise<T[]> => manager.find(entity, { order: { id: 'ASC' } as never, withDeleted: true })
const people = (manager: EntityManager): Person[] => ['1', '2', '3'].map((id, at) => manager.create(Person, { id, name: `n${id}`, age: at * 10 }))

const scenarios: Readonly<Record<string, (manager: EntityManager) => Promise<unknown>>> = {
  'save fills defaults and nulls of an inserted entity': async (manager) => {
    const one = await manager.save(manager.create(Person, { id: '1', name: 'a' }))
    return { one, stored: await allOf(manager, Person) }
  },
  'save leaves columns out that are not inserted, and not updated': async (manager) => {
    const one = await manager.save(manager.create(Person, { id: '1', name: 'a', later: 'x', origin: 'here' }))
    const inserted = await allOf(manager, Person)
    await manager.save(Object.assign(one, { later: 'y', origin: 'there' }))
    return { inserted, updated: await allOf(manager, Person) }
  },
  'save of null where there is a default': async (manager) => {
    await manager.save(manager.create(Person, { id: '1', name: 'a', preset: null }))
    return allOf(manager, Person)
  },
  'save of nested embedded columns, changed one by one': async (manager) => {
    const one = await manager.save(manager.create(Person, { id: '1', name: 'a', home: { street: 's', geo: { lat: 1, lon: 2 } }, work: { geo: { lat: 3 } } }))
    one.home.geo.lat = 9
    await manager.save(one)
    await manager.save(Person, { id: '1', work: { street: 'w' } })
    return allOf(manager, Person)
  },
  'save of a part leaves the rest': async (manager) => {
    await manager.save(people(manager))
    return { given: await manager.save(Person, { id: '2', age: 5 }), stored: await allOf(manager, Person) }
  },
  'save of many, in chunks, without reload, without listeners, with data': async (manager) => {
    const given = await manager.save(people(manager), { chunk: 2, reload: false, listeners: false, data: { a: 1 } })
    return { given, stored: await allOf(manager, Person) }
  },
  'save of the same entity twice in one call': async (manager) => {
    const [one] = people(manager)
    return [await manager.save([one!, one!]).then(() => 'done', () => 'refused'), await allOf(manager, Person)]
  },
  'save of nothing': async (manager) => [await manager.save([]), await outcome(manager.save(Person, null as never)), await outcome(manager.save({ a: 1 }))],
  'insert, and what it says': async (manager) => {
    const result = await manager.insert(Person, [{ id: '1', name: 'a' }, { id: '2', name: 'b', age: 1 }])
    return { identifiers: result.identifiers, generatedMaps: result.generatedMaps.length, stored: await allOf(manager, Person) }
  },
  'update by key, keys, and criteria': async (manager) => {
    await manager.save(people(manager))
    const affected = [await manager.update(Person, '1', { name: 'x' }), await manager.update(Person, ['1', '2'], { status: 'y' }), await manager.update(Person, { name: 'n3', age: 20 }, { age: null as never }), await manager.update(Person, { id: '9' }, { name: 'z' })]
    return { affected: affected.map((one) => one.affected), stored: await allOf(manager, Person) }
  },
  'update of an embedded column, and of a column that is not updated': async (manager) => {
    await manager.save(people(manager))
    return [await outcome(manager.update(Person, '1', { home: { geo: { lat: 4 } } as never })), await outcome(manager.update(Person, '1', { origin: 'x', name: 'm' })), await allOf(manager, Person)]
  },
  'update of nothing, by nothing, and of what is no column': async (manager) => [
    await outcome(manager.update(Person, '1', {})), await outcome(manager.update(Person, {}, { name: 'x' })), await outcome(manager.update(Person, '1', { none: 1 } as never)), await outcome(manager.delete(Person, {})), await outcome(manager.softDelete(Person, '1')),
  ],
  'delete by key, keys, and criteria': async (manager) => {
    await manager.save(people(manager))
    const affected = [await manager.delete(Person, '9'), await manager.delete(Person, ['1', '9']), await manager.delete(Person, { name: 'n3' })]
    return { stored: await allOf(manager, Person), asked: affected.length }
  },
  'increment and decrement, of null too': async (manager) => {
    await manager.save(people(manager))
    await manager.increment(Person, { id: '2' }, 'age', 5)
    await manager.decrement(Person, { id: '3' }, 'age', '2')
    return [await allOf(manager, Person), await outcome(manager.increment(Person, { id: '1' }, 'age', 'x')), await outcome(manager.increment(Person, { id: '1' }, 'none', 1))]
  },
  'exists, count and aggregates': async (manager) => {
    const empty = [await manager.sum(Person, 'age'), await manager.average(Person, 'age'), await manager.minimum(Person, 'age'), await manager.maximum(Person, 'age'), await manager.count(Person), await manager.exists(Person)]
    await manager.save([...people(manager), manager.create(Person, { id: '4', name: 'n4' })])
    return [
      empty, await manager.count(Person), await manager.count(Person, { where: { status: 'new' }, take: 2 }), await manager.countBy(Person, { name: 'n1' }), await manager.exists(Person, { where: { name: 'n1' } }), await manager.existsBy(Person, { name: 'none' }),
      await manager.sum(Person, 'age'), await manager.sum(Person, 'age', { name: 'n2' }), await manager.average(Person, 'age'), await manager.minimum(Person, 'age'), await manager.maximum(Person, 'age', { id: '2' }),
    ]
  },
  'preload, merge, create, getId and hasId': async (manager) => {
    await manager.save(people(manager))
    const merged = manager.merge(Person, manager.create(Person, { id: '7', name: 'a', home: { street: 's' } as never }), { age: 3, home: { geo: { lat: 1 } } } as never)
    const repository = manager.getRepository(Composite)
    return [
      await manager.preload(Person, { id: '1', name: 'p', home: { street: 'q' } as never }), await manager.preload(Person, { id: '9', name: 'p' }), merged, manager.hasId(merged), manager.getId(merged), manager.hasId(manager.create(Person, {})),
      repository.getId(repository.create({ tenant: 't', position: 1 })), repository.hasId(repository.create({ tenant: 't' })),
    ]
  },
  'composite keys': async (manager) => {
    await manager.save([1, 2, 10].map((position) => manager.create(Composite, { tenant: 't', position, name: `n${position}` })))
    await manager.save(Composite, { tenant: 't', position: 2, name: 'changed' })
    await manager.update(Composite, { tenant: 't', position: 10 }, { name: 'ten' })
    await manager.delete(Composite, { tenant: 't', position: 1 })
    return [await manager.find(Composite, { order: { position: 'ASC' } }), await manager.remove(await manager.findOneByOrFail(Composite, { tenant: 't', position: 2 })), await manager.count(Composite)]
  },
  'softDelete, softRemove, restore and recover': async (manager) => {
    await manager.save(['1', '2', '3', '4'].map((id) => manager.create(Soft, { id, name: `n${id}` })))
    const seen = async (): Promise<unknown> => [(await manager.find(Soft, { order: { id: 'ASC' } })).map((one) => one.id), (await allOf(manager, Soft)).map((one) => [one.id, one.deletedAt !== null]), await manager.count(Soft), await manager.exists(Soft, { where: { id: '1' } }), await manager.exists(Soft, { where: { id: '1' }, withDeleted: true })]
    const states: unknown[] = []
    await manager.softDelete(Soft, '1')
    await manager.softDelete(Soft, ['2', '9'])
    states.push(await seen())
    const three = await manager.findOneByOrFail(Soft, { id: '3' })
    await manager.softRemove(three)
    states.push(await seen(), three.deletedAt !== null)
    await manager.recover(three)
    await manager.restore(Soft, { name: 'n1' })
    states.push(await seen(), three.deletedAt)
    await manager.save(Soft, { id: '2', name: 'saved while deleted' })
    const two = await manager.findOneOrFail(Soft, { where: { id: '2' }, withDeleted: true })
    await manager.softRemove([two, await manager.findOneByOrFail(Soft, { id: '4' })])
    await manager.remove(two)
    states.push(await seen(), await outcome(manager.softRemove(manager.create(Person, { id: 'x', name: 'y' }))))
    return states
  },
  'remove empties the key of the entity, and gives it back': async (manager) => {
    const [one, two] = await manager.save(people(manager))
    const removed = await manager.remove([one!, two!])
    return [removed, await allOf(manager, Person), await outcome(manager.remove(manager.create(Person, { name: 'without key' }))), await outcome(manager.remove(manager.create(Person, { id: '9', name: 'not there' })))]
  },
  'clear': async (manager) => {
    await manager.save(people(manager))
    await manager.getRepository(Person).clear()
    return manager.count(Person)
  },
  'listeners of an insert, an update, a load and a removal': (manager) => hearing(async () => {
    const one = await manager.save(manager.create(Heard, { name: 'a' }))
    heard.push(one.name)
    await manager.save(one)
    heard.push('unchanged')
    await manager.save(Object.assign(one, { name: 'b' }))
    await manager.findOneByOrFail(Heard, { id: one.id })
    await manager.softRemove(one)
    await manager.recover(one)
    await manager.remove(one)
  }),
  'listeners are silent where they are told so, and for writes by criteria': (manager) => hearing(async () => {
    const one = await manager.save(manager.create(Heard, { name: 'a' }), { listeners: false })
    heard.push(one.name, String(one.version), typeof one.createdAt)
    await manager.update(Heard, one.id, { name: 'c' })
    await manager.insert(Heard, { name: 'd' })
    await manager.softDelete(Heard, one.id)
    await manager.delete(Heard, one.id)
  }),
  'versions and dates after reload and without': async (manager) => {
    const one = await manager.save(manager.create(Heard, { name: 'a' }))
    const two = await manager.save(manager.create(Heard, { name: 'b' }), { reload: false })
    await manager.save(Object.assign(one, { name: 'c' }), { reload: false })
    const kinds = (of: Heard): unknown => [of.version, of.createdAt instanceof Date, of.updatedAt instanceof Date, of.deletedAt ?? null, typeof of.id]
    return [kinds(one), kinds(two), (await manager.find(Heard)).map((found) => found.version).sort((a, b) => a - b)]
  },
}

test.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
  const { sql, dynamo } = await both.compare(scenario)
  expect(dynamo).toEqual(sql)
})
