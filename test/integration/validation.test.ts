import { inspect } from 'node:util'
import { type } from 'arktype'
import { BeforeInsert, BeforeUpdate, Column, DeleteDateColumn, Entity, Generated, ManyToOne, OneToMany, PrimaryColumn, VersionColumn } from 'typeorm'
import * as v from 'valibot'
import { z } from 'zod'
import { Computed, Validate, ValidationError, type DynamoEntityManager, type PagingAndSortingRepository, type StandardSchema } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const PersonSchema = z.object({ name: z.string().min(2), age: z.int().min(0).nullish(), email: z.email().nullish(), from: z.int().nullish(), to: z.int().nullish() })
  .refine(({ from, to }) => (from ?? 0) <= (to ?? Infinity), { path: ['to'], message: 'to comes before from' })

const ofAddress = z.object({ city: z.string().min(1).nullish() })

@Validate(ofAddress, { part: ofAddress.partial() })
class Address {
  @Column({ type: 'varchar', nullable: true }) city: string | null
}

@Entity({ name: 'person' })
@Validate(PersonSchema, { part: z.object(PersonSchema.shape).partial() })
class Person {
  @PrimaryColumn() id: string
  @Generated('uuid') @Column() reference: string
  @Column() name: string
  @Column({ type: 'int', nullable: true }) age: number | null
  @Column({ type: 'varchar', nullable: true }) email: string | null
  @Column({ type: 'int', nullable: true }) from: number | null
  @Column({ type: 'int', nullable: true }) to: number | null
  @Column({ type: 'varchar', select: false, nullable: true }) secret: string | null
  @Column(() => Address) home: Address
  @OneToMany(() => Pet, (pet) => pet.owner, { cascade: true }) pets: Pet[]
  @DeleteDateColumn() gone: Date | null
  @BeforeInsert()
  @BeforeUpdate()
  trim(): void {
    this.name = this.name?.trim()
  }
}

/** Schemas of all three libraries, and one that takes its time. */
@Entity({ name: 'pet' })
class Pet {
  @PrimaryColumn() id: string
  @Validate(v.pipe(v.string(), v.minLength(2))) @Column() name: string
  @Validate(type('0 <= number <= 30 | null | undefined')) @Column({ type: 'int', nullable: true }) age: number | null
  @Validate(z.array(z.string().max(3)).nullish()) @Column({ type: 'json', nullable: true }) tags: string[] | null
  @Validate(z.string().refine((text) => Promise.resolve(text !== 'taken'), 'is taken').nullish()) @Column({ type: 'varchar', nullable: true }) chip: string | null
  @Validate(z.string().regex(/^[A-Z]+$/).nullish()) @Computed({ from: ['name'] }, ({ name }: Pet) => name.toUpperCase()) @Column({ type: 'varchar', nullable: true }) shout: string | null
  @ManyToOne(() => Person, (person) => person.pets, { nullable: true }) owner: Person | null
}

const ofCar = type({ id: 'string', wheels: '3 <= number <= 4', 'plate?': 'string | null' })

@Entity({ name: 'car' })
@Validate(ofCar)
class Car {
  @PrimaryColumn() id: string
  @Column({ type: 'int' }) wheels: number
  @Column({ type: 'varchar', nullable: true }) plate: string | null
  @VersionColumn() version: number
}

/** Its output differs from its input. */
@Entity({ name: 'trimmed' })
@Validate(v.object({ id: v.string(), name: v.optional(v.pipe(v.string(), v.trim()), 'default') }))
class Trimmed {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) name: string
}

let opened: OpenedSource
let people: PagingAndSortingRepository<Person>
let pets: PagingAndSortingRepository<Pet>
let cars: PagingAndSortingRepository<Car>
beforeAll(async () => {
  opened = await openWith([Person, Pet, Car, Trimmed])
  people = opened.dataSource.getRepository(Person)
  pets = opened.dataSource.getRepository(Pet)
  cars = opened.dataSource.getRepository(Car)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

let next = 0
const fresh = (): string => `v${++next}`
const stored = (target: typeof Person | typeof Pet | typeof Car | typeof Trimmed, id: string) => storedItem(opened.dataSource.getMetadata(target).tableName, { id })
const inTransaction = <T>(work: (manager: DynamoEntityManager) => Promise<T>): Promise<T> => opened.dataSource.transaction((manager) => work(manager as DynamoEntityManager))
const person = (values: Partial<Person> = {}): Person => people.create({ id: fresh(), name: 'Ada', ...values })
const pet = (values: Partial<Pet> = {}): Pet => pets.create({ id: fresh(), name: 'Rex', ...values })
const writesSent = (): string[] => opened.sent.actions().filter((action) => !action.startsWith('Get') && !action.startsWith('BatchGet'))

/** The paths of what is at fault, after it has been made sure that nothing was written. */
async function faults(write: Promise<unknown>): Promise<string[]> {
  const error: unknown = await write.then(() => undefined, (caught: unknown) => caught)
  expect(error).toBeInstanceOf(ValidationError)
  expect(writesSent()).toEqual([])
  return (error as ValidationError).issues.map(({ path, index }) => (index === undefined ? path : `${index}: ${path}`)).sort()
}

describe('what is not valid is not sent', () => {
  test.each<readonly [string, (one: Person) => Promise<unknown>]>([
    ['put', (one) => people.put(one)],
    ['putMany', (one) => people.putMany([one])],
    ['save', (one) => people.save(one)],
    ['save without a transaction', (one) => people.save(one, { transaction: false })],
    ['save without listeners', (one) => people.save(one, { listeners: false })],
    ['insert', (one) => people.insert(one)],
    ['upsert', (one) => people.upsert(one, ['id'])],
    ['a query builder', (one) => people.createQueryBuilder().insert().values(one).execute()],
    ['put in a transaction', (one) => inTransaction((manager) => manager.put(Person, one))],
    ['save in a transaction', (one) => inTransaction((manager) => manager.save(one))],
  ])('by %s, with all paths at once', async (_name, write) => {
    const one = person({ name: 'A', age: -1, from: 3, to: 2, home: { city: '' } })
    expect((await faults(write(one))).map((path) => path.replace(/^0: /, ''))).toEqual(['age', 'home.city', 'name', 'to'])
    expect(await stored(Person, one.id)).toBeUndefined()
    await write(person())
  })

  test('by a save of what is stored, which is judged as a whole, with what is not given', async () => {
    const one = await people.save(person({ from: 1, to: 5, secret: 's' }))
    opened.sent.clear()
    expect(await faults(people.save({ id: one.id, from: 9 } as Person))).toEqual(['to'])
    await people.save({ id: one.id, from: 2 } as Person)
    expect(await stored(Person, one.id)).toMatchObject({ from: 2, to: 5, secret: 's' })
  })

  test('by a save of what was read alone, whose next save is not kept from being valid', async () => {
    const { id } = await cars.put(cars.create({ id: fresh(), wheels: 4, plate: 'x' }))
    const car = (await cars.get(id))!
    opened.sent.clear()
    expect(await faults(cars.save(Object.assign(car, { wheels: 2 })))).toEqual(['wheels'])
    expect(car.version).toBe(1)
    await cars.save(Object.assign(car, { wheels: 3 }))
    expect(await stored(Car, id)).toMatchObject({ wheels: 3, plate: 'x', version: 2 })
  })

  test('after the listeners have run', async () => {
    expect(await faults(people.save(person({ name: ' A ' })))).toEqual(['name'])
    await people.save(person({ name: ' Al ' }))
    expect(writesSent()).not.toEqual([])
  })

  test('and nobody is told that it was written', async () => {
    const told: string[] = []
    const subscriber = { listenTo: () => Person, afterInsert: () => void told.push('insert'), afterUpdate: () => void told.push('update') }
    opened.dataSource.subscribers.push(subscriber as never)
    const one = await people.save(person())
    expect(told.splice(0)).toEqual(['insert'])
    opened.sent.clear()
    expect(await faults(people.save([person(), person({ name: 'A' })]))).toEqual(['1: name'])
    expect(await faults(people.save(Object.assign(one, { name: 'A' })))).toEqual(['name'])
    expect(told).toEqual([])
    opened.dataSource.subscribers.splice(opened.dataSource.subscribers.indexOf(subscriber as never), 1)
  })

  test('of many, with all that is at fault in each of them', async () => {
    const all = [person({ name: 'A' }), person(), person({ age: -1, email: 'x' })]
    expect(await faults(people.put(all))).toEqual(['0: name', '2: age', '2: email'])
    expect(await faults(people.save(all))).toEqual(['0: name', '2: age', '2: email'])
    expect(await faults(people.insert(all))).toEqual(['0: name', '2: age', '2: email'])
    expect(await faults(cars.putMany([cars.create({ id: fresh(), wheels: 4 }), cars.create({ id: fresh(), wheels: 2 }), cars.create({ id: fresh(), wheels: 1 })]))).toEqual(['1: wheels', '2: wheels'])
    expect(await faults(inTransaction((manager) => manager.putMany(Person, all)))).toEqual(['0: name', '2: age', '2: email'])
  })

  test('of many of which some are new and some are stored', async () => {
    const [first, second] = await people.save([person(), person()])
    opened.sent.clear()
    expect(await faults(people.save([Object.assign(first!, { name: 'A' }), person({ name: 'B' }), Object.assign(second!, { age: -1 })]))).toEqual(['0: name', '1: name', '2: age'])
    expect(await stored(Person, first!.id)).toMatchObject({ name: 'Ada' })
  })

  test('by a cascade', async () => {
    expect(await faults(people.save(person({ name: 'A', pets: [pet({ name: 'R' }), pet({ age: 99 })] })))).toEqual(['age', 'name', 'name'])
  })

  test('and what a transaction has of it is not sent either', async () => {
    const id = fresh()
    await expect(inTransaction(async (manager) => {
      await manager.put(Person, person({ id }))
      await manager.save(person({ name: 'A' }))
    })).rejects.toBeInstanceOf(ValidationError)
    expect(await stored(Person, id)).toBeUndefined()
  })
})

test('what is valid is stored as it is given: what a schema makes of it is not', async () => {
  const { manager } = opened.dataSource
  const id = fresh()
  await manager.put(Trimmed, { id, name: ' x ' })
  expect(await stored(Trimmed, id)).toEqual({ id, name: ' x ' })
  await manager.put(Trimmed, { id } as Trimmed)
  expect(await stored(Trimmed, id)).toEqual({ id })
})

test('schemas of zod, valibot and arktype, one of them asynchronous, judge properties; what is computed as well', async () => {
  expect(await faults(pets.put(pet({ name: 'R', age: 31, tags: ['ok', 'long'], chip: 'taken' })))).toEqual(['age', 'chip', 'name', 'tags.1'])
  expect(await faults(pets.put(pet({ name: 'R2' })))).toEqual(['shout'])
  const one = await pets.save(pet())
  opened.sent.clear()
  // Of a save those that have changed.
  expect(await faults(pets.save(Object.assign(one, { name: 'R2' })))).toEqual(['shout'])
})

describe('an update by criteria', () => {
  test('is judged by the schemas of its properties, and by that of parts, and reads nothing', async () => {
    const [one, other] = [await people.save(person()), await pets.save(pet())]
    opened.sent.clear()
    expect(await faults(people.update(one.id, { name: 'A', age: -1 }))).toEqual(['age', 'name'])
    expect(await faults(people.update(one.id, { home: { city: '' } }))).toEqual(['home.city'])
    expect(await faults(people.updateExpression({ where: { id: one.id }, setValues: { email: 'x' } }))).toEqual(['email'])
    expect(await faults(pets.update(other.id, { age: 31 }))).toEqual(['age'])
    expect(await faults(pets.createQueryBuilder().update().set({ tags: ['long'] }).where({ id: other.id }).execute())).toEqual(['tags.0'])
    expect(await faults(pets.update({ name: 'Rex' }, { age: -1 }))).toEqual(['age'])
    expect(await faults(inTransaction((manager) => manager.update(Pet, other.id, { age: 31 })))).toEqual(['age'])
    expect(await faults(pets.update(other.id, { name: null as never }))).toEqual(['name'])
    expect(opened.sent.actions()).toEqual([])
    await people.update(one.id, { name: 'Al', age: null })
    await pets.update(other.id, { age: null })
    expect(await stored(Person, one.id)).toMatchObject({ name: 'Al' })
  })

  test('of a class whose schema judges no parts is refused, and a save is not', async () => {
    const one = await cars.save(cars.create({ id: fresh(), wheels: 4 }))
    opened.sent.clear()
    await expect(cars.update(one.id, { wheels: 3 })).rejects.toThrow('Car: the schema of a whole class cannot judge a part of it. Give @Validate() a schema of parts as well, { part }, or use save().')
    expect(opened.sent.actions()).toEqual([])
    await cars.save(Object.assign(one, { wheels: 3 }))
    expect(await stored(Car, one.id)).toMatchObject({ wheels: 3, version: 2 })
    expect(await faults((opened.sent.clear(), cars.save(Object.assign(one, { wheels: 2 }))))).toEqual(['wheels'])
    expect(one.version).toBe(2)
  })

  test('by what DynamoDB works out is refused, as it cannot be judged', async () => {
    const id = fresh()
    await expect(people.increment({ id }, 'age', 1)).rejects.toThrow('Person.age: what DynamoDB works out, and a part of a value, cannot be validated before it is stored.')
    await expect(pets.add({ where: { id }, values: { age: 1 } })).rejects.toThrow('Pet.age: what DynamoDB works out')
    expect(opened.sent.actions()).toEqual([])
  })
})

test('deletes, soft deletes and relations are not judged', async () => {
  const invalid = await people.save(person())
  const runner = opened.dataSource.createQueryRunner() as unknown as { updateOne(table: string, key: object, text: string, values: object): Promise<void>; release(): Promise<void> }
  await runner.updateOne(people.metadata.tableName, { id: invalid.id }, 'SET age = :a', { ':a': -1 })
  await runner.release()
  const found = (await people.get(invalid.id))!
  expect(found.age).toBe(-1)
  await people.softRemove(found)
  await people.restore(invalid.id)
  const animal = await pets.save(pet())
  await people.createQueryBuilder().relation('pets').of(invalid.id).add(animal.id)
  expect(await stored(Pet, animal.id)).toMatchObject({ ownerId: invalid.id })
  await people.remove((await people.get(invalid.id))!)
  expect(await stored(Person, invalid.id)).toBeUndefined()
})

test('the error names entity, place and paths, and no value; issues are not printed with it', async () => {
  const error = (await people.put([person(), person({ email: 'secret@', name: 'x' })]).catch((caught: unknown) => caught)) as ValidationError
  expect(error.message).toBe('Person: what it has is not valid ([1].name, [1].email). Correct it; the member issues says what is wrong.')
  expect(error).toMatchObject({ name: 'ValidationError', code: 'validation.failed', entity: 'Person', statusCode: 400 })
  expect(error.issues).toEqual([{ entity: 'Person', path: 'name', message: expect.any(String), index: 1 }, { entity: 'Person', path: 'email', message: expect.any(String), index: 1 }])
  const animal = (await pets.put(pet({ age: 7777777 })).catch((caught: unknown) => caught)) as ValidationError
  expect(animal.issues[0]!.message).toContain('7777777')
  expect([animal.message, inspect(animal), JSON.stringify(animal), inspect(error)].join()).not.toMatch(/7777777|secret@/)
})

test('a schema on a property without a column is refused when the data source opens', async () => {
  @Entity({ name: 'faulty' })
  class Faulty {
    @PrimaryColumn() id: string
    @Validate(z.string()) other: string
  }
  await expect(openWith([Faulty])).rejects.toThrow('Faulty.other: @Validate() stands on a property without a column.')
})

test('the schemas of the installed libraries are what @Validate() takes', () => {
  const taken: StandardSchema[] = [PersonSchema, ofCar, v.object({ a: v.string() }), z.string(), type('string')]
  expect(taken.map((schema) => schema['~standard'].vendor)).toEqual(['zod', 'arktype', 'valibot', 'zod', 'arktype'])
})
