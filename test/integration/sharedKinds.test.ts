import { ChildEntity, Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, TableInheritance, Unique } from 'typeorm'
import { defineTable, KeepUnknownAttributes, SingleTable, type DynamoEntityManager } from '../../src/index.js'
import type { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const Kinds = defineTable({
  name: 'Kinds', partitionKey: 'pk', sortKey: 'sk',
  indexes: { One: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
})

class Address {
  @Column() city: string
  @Column({ type: 'varchar', nullable: true }) street: string | null
}

/** Columns of an embedded class are parts. */
@Entity()
@SingleTable(Kinds, { type: 'HOUSE', key: { partitionKey: 'HOUSE#{houseId}', sortKey: '#HOUSE' }, indexes: { One: { partitionKey: 'CITY#{address.city}', sortKey: 'STREET#{address.street}' } } })
class House {
  @PrimaryColumn() houseId: string
  @Column(() => Address) address: Address
}

@Entity()
@Unique(['email'])
@SingleTable(Kinds, { type: 'PERSON', key: { partitionKey: 'PERSON#{personId}', sortKey: '#PERSON' } })
class Person {
  @PrimaryColumn() personId: string
  @Column() email: string
  @OneToMany(() => Pet, (pet) => pet.owner) pets: Pet[]
}

/** Unique by a column of the same name, and deleted with its owner. */
@Entity()
@Unique(['email'])
@SingleTable(Kinds, { type: 'PET', key: { partitionKey: 'PET#{petId}', sortKey: '#PET' }, indexes: { One: { partitionKey: 'OWNER#{ownerId}', sortKey: '{petId}' } } })
class Pet {
  @PrimaryColumn() petId: string
  @Column() email: string
  @Column({ type: 'varchar', nullable: true }) ownerId: string | null
  @ManyToOne(() => Person, (person) => person.pets, { onDelete: 'CASCADE', nullable: true }) @JoinColumn({ name: 'ownerId' }) owner: Person | null
}

@Entity()
@SingleTable(Kinds, { type: 'ARTICLE', key: { partitionKey: 'AUTHOR#{author}', sortKey: 'ARTICLE#{id}' }, indexes: { One: { partitionKey: 'PUBLISHED', sortKey: '{writtenAt}', when: { status: 'published' } } } })
class Article {
  @PrimaryColumn() author: string
  @PrimaryColumn() id: string
  @Column({ default: 'draft' }) status: string
  @Column({ type: Date }) writtenAt: Date
}

@Entity()
@KeepUnknownAttributes()
@SingleTable(Kinds, { type: 'NOTE', key: { partitionKey: 'NOTE#{noteId}', sortKey: '#NOTE' }, indexes: { One: { partitionKey: 'NOTES', sortKey: '{text}' } } })
class Note {
  @PrimaryColumn() noteId: string
  @Column({ type: 'varchar', nullable: true }) text: string | null
}

@Entity()
@TableInheritance({ column: { name: 'shape', type: 'varchar' } })
@SingleTable(Kinds, { type: 'SHAPE', key: { partitionKey: 'SHAPE#{shapeId}', sortKey: '#SHAPE' }, indexes: { One: { partitionKey: 'SHAPES', sortKey: '{shape}#{size}' } } })
class Shape {
  @PrimaryColumn() shapeId: string
  @Column({ type: 'int' }) size: number
  @Column({ type: 'varchar' }) shape: string
}

@ChildEntity('circle')
class Circle extends Shape {
  @Column({ type: 'int', nullable: true }) radius: number | null
}

@ChildEntity('square')
class Square extends Shape {
  @Column({ type: 'int', nullable: true }) side: number | null
}

let opened: OpenedSource
let on: DynamoEntityManager
const item = (pk: string, sk: string): Promise<Record<string, unknown> | undefined> => storedItem(`${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${Kinds.name}`, { pk, sk })
beforeAll(async () => {
  opened = await openWith([Article, House, Person, Pet, Note, Shape, Circle, Square])
  on = opened.dataSource.manager as DynamoEntityManager
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  for (const entity of [Article, House, Pet, Person, Note, Shape]) await on.clear(entity)
  opened.sent.clear()
})

describe('columns of an embedded class', () => {
  test('are parts of a key, which every change keeps right', async () => {
    await on.put(House, on.create(House, { houseId: '1', address: { city: 'Oslo', street: 'Gata' } }))
    expect(await item('HOUSE#1', '#HOUSE')).toMatchObject({ gsi1pk: 'CITY#Oslo', gsi1sk: 'STREET#Gata' })
    await on.update(House, '1', { address: { city: 'Bergen' } })
    expect(await item('HOUSE#1', '#HOUSE')).toMatchObject({ gsi1pk: 'CITY#Bergen', gsi1sk: 'STREET#Gata' })
    await on.update(House, '1', { address: { street: null } })
    expect(await item('HOUSE#1', '#HOUSE')).not.toHaveProperty('gsi1sk')
    const house = (await on.findOneBy(House, { houseId: '1' }))!
    house.address.street = 'Veien'
    await on.save(house)
    expect(await item('HOUSE#1', '#HOUSE')).toMatchObject({ gsi1pk: 'CITY#Bergen', gsi1sk: 'STREET#Veien' })
    opened.sent.clear()
    expect(await on.findBy(House, { address: { city: 'Bergen', street: 'Veien' } })).toEqual([house])
    expect(opened.sent.actions()).toEqual(['Query'])
  })
})

test('an index of those that meet a where answers a question that asks for it, and no other', async () => {
  await on.insert(Article, [1, 2, 3].map((day) => ({ author: 'a', id: `${day}`, status: day === 2 ? 'draft' : 'published', writtenAt: new Date(Date.UTC(2024, 0, day)) })))
  opened.sent.clear()
  const ids = (some: readonly Article[]): string[] => some.map(({ id }) => id)
  expect(ids(await on.find(Article, { where: { status: 'published' }, order: { writtenAt: 'DESC' } }))).toEqual(['3', '1'])
  expect(ids(await on.find(Article, { where: { status: 'draft' } }))).toEqual(['2'])
  await on.update(Article, { author: 'a', id: '3' }, { status: 'draft' })
  await on.update(Article, { author: 'a', id: '2' }, { status: 'published' })
  expect(ids(await on.find(Article, { where: { status: 'published' } }))).toEqual(['1', '2'])
  expect(opened.sent.requests.map(({ action, input }) => [action, input.IndexName])).toEqual([['Query', 'One'], ['Scan', undefined], ['UpdateItem', undefined], ['GetItem', undefined], ['UpdateItem', undefined], ['Query', 'One']])
})

describe('unique columns of two entities of one table', () => {
  test('are unique among the items of each alone', async () => {
    await on.insert(Person, { personId: '1', email: 'a@x' })
    await on.insert(Pet, { petId: '1', email: 'a@x' })
    await expect(on.insert(Person, { personId: '2', email: 'a@x' })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError', entity: 'Person' })
    await expect(on.insert(Pet, { petId: '2', email: 'a@x' })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError', entity: 'Pet' })
    await on.update(Person, '1', { email: 'b@x' })
    await on.insert(Person, { personId: '2', email: 'a@x' })
    await expect(on.insert(Pet, { petId: '2', email: 'a@x' })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
    await on.delete(Pet, '1')
    await on.insert(Pet, { petId: '2', email: 'a@x' })
    await expect(on.transaction((manager) => manager.insert(Person, { personId: '3', email: 'b@x' }))).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
  })

  test('are free again when all items of the entity are cleared, and those of the other are not', async () => {
    await on.insert(Person, { personId: '1', email: 'a@x' })
    await on.insert(Pet, { petId: '1', email: 'a@x' })
    await on.clear(Pet)
    await on.insert(Pet, { petId: '2', email: 'a@x' })
    await expect(on.insert(Person, { personId: '2', email: 'a@x' })).rejects.toMatchObject({ name: 'UniqueConstraintViolationError' })
  })
})

describe('onDelete', () => {
  test('takes along what refers to the deleted entity, and nothing of another', async () => {
    await on.insert(Person, [{ personId: '1', email: '1' }, { personId: '2', email: '2' }])
    await on.insert(Pet, [{ petId: '1', email: '1', ownerId: '1' }, { petId: '2', email: '2', ownerId: '1' }, { petId: '3', email: '3', ownerId: '2' }])
    await on.insert(House, { houseId: '1', address: { city: '1', street: '1' } })
    opened.sent.clear()
    await on.delete(Person, '1')
    expect(opened.sent.actions()).toContain('TransactWriteItems')
    expect((await on.find(Pet)).map(({ petId }) => petId)).toEqual(['3'])
    expect(await on.find(Person)).toMatchObject([{ personId: '2' }])
    expect(await on.count(House)).toBe(1)
    // What had the key of another entity is not deleted by it.
    await on.insert(Pet, { petId: '4', email: '4', ownerId: '4' })
    await on.delete(House, '4')
    expect(await on.count(Pet)).toBe(2)
  })
})

describe('attributes without a column', () => {
  test('are read by those that keep them, but for keys and the type, and an update leaves them there', async () => {
    const table = `${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${Kinds.name}`
    const runner = opened.dataSource.createQueryRunner() as unknown as DynamoQueryRunner
    await runner.putOne(table, { pk: 'NOTE#1', sk: '#NOTE', _type: 'NOTE', noteId: '1', text: 'a', extra: { deep: [1] } })
    await runner.release()
    expect(await item('NOTE#1', '#NOTE')).toMatchObject({ gsi1pk: 'NOTES', gsi1sk: 'a' })
    const note = (await on.get(Note, '1'))!
    expect(Object.entries(note)).toEqual([['noteId', '1'], ['text', 'a'], ['extra', { deep: [1] }]])
    note.text = 'b'
    await on.save(note)
    expect(await item('NOTE#1', '#NOTE')).toEqual({ pk: 'NOTE#1', sk: '#NOTE', _type: 'NOTE', noteId: '1', text: 'b', extra: { deep: [1] }, gsi1pk: 'NOTES', gsi1sk: 'b' })
    await on.put(Note, Object.assign(on.create(Note, { noteId: '1' }), { text: null, gsi1sk: 'forged', _type: 'USER', pk: 'NOTE#2' }))
    expect(await item('NOTE#1', '#NOTE')).toEqual({ pk: 'NOTE#1', sk: '#NOTE', _type: 'NOTE', noteId: '1', gsi1pk: 'NOTES' })
    expect(await item('NOTE#2', '#NOTE')).toBeUndefined()
  })
})

describe('classes of one hierarchy', () => {
  test('share type, keys and indexes, and are found as what they are', async () => {
    await on.save([on.create(Circle, { shapeId: '1', size: 1, radius: 2 }), on.create(Square, { shapeId: '2', size: 2, side: 3 })])
    await on.insert(Circle, { shapeId: '3', size: 3 })
    expect(await item('SHAPE#1', '#SHAPE')).toEqual({ pk: 'SHAPE#1', sk: '#SHAPE', _type: 'SHAPE', shapeId: '1', size: 1, shape: 'circle', radius: 2, gsi1pk: 'SHAPES', gsi1sk: expect.stringMatching(/^circle#\d+$/) as string })
    const all = await on.find(Shape, { index: 'One', order: { shape: 'ASC', size: 'ASC' }, where: {} })
    expect(all.map((one) => [one.constructor.name, one.shapeId])).toEqual([['Circle', '1'], ['Circle', '3'], ['Square', '2']])
    opened.sent.clear()
    expect((await on.find(Circle)).map(({ shapeId }) => shapeId).sort()).toEqual(['1', '3'])
    expect(await on.count(Square)).toBe(1)
    expect(opened.sent.actions()).toEqual(['Query', 'Query'])
    await on.update(Circle, '1', { size: 9 })
    expect(await on.find(Circle, { where: { shape: 'circle', size: 9 } })).toMatchObject([{ shapeId: '1' }])
    expect(await on.get(Square, '1')).toBeNull()
    await on.delete(Square, '1')
    expect(await on.get(Circle, '1')).not.toBeNull()
  })
})
