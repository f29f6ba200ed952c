import { BeforeInsert, BeforeUpdate, Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn, VersionColumn } from 'typeorm'
import { Computed, DynamoOrmError, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import type { DynamoDriver } from '../../src/typeorm/DynamoDriver.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

/** What ElectroDB calls attributes and their options, as columns. */
@Entity({ name: 'ruled' })
class Ruled {
  @PrimaryColumn() id: string
  @Column({ update: false }) createdBy: string
  @Column({ type: 'int', update: false, default: 0 }) fixed: number
  @Column({ type: 'varchar', select: false, nullable: true }) secret: string | null
  @Column({ default: 'STUDENT', enum: ['ADMIN', 'TEACHER', 'STUDENT'] }) role: string
  @Column({ default: false }) verified: boolean
  // A function is called for each new object.
  @Column() token: string = `t${++Ruled.made}`
  static made = 0
  @Column({ type: 'varchar', nullable: true, transformer: { to: (value: string | null | undefined) => value?.toUpperCase() ?? null, from: (value: string | null) => value?.toLowerCase() ?? null } }) code: string | null
  @Column({ type: 'varchar', nullable: true }) first: string | null
  @Column({ type: 'varchar', nullable: true }) slug: string | null
  @Computed({ from: ['first'] }, ({ first }: Ruled) => (first === null ? null : `!${first}`)) @Column({ type: 'varchar', nullable: true }) shout: string | null
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
  @VersionColumn() version: number
  @BeforeInsert()
  @BeforeUpdate()
  makeSlug(): void {
    this.slug = this.first === null || this.first === undefined ? null : this.first.toLowerCase()
  }
}

let opened: OpenedSource
let ruled: PagingAndSortingRepository<Ruled>
let next = 0
const fresh = (): string => `r${++next}`
const stored = (id: string) => storedItem(ruled.metadata.tableName, { id })
beforeAll(async () => {
  opened = await openWith([Ruled])
  ruled = opened.dataSource.getRepository(Ruled)
})
afterAll(() => opened.dataSource.destroy())
const made = async (values: Partial<Ruled> = {}): Promise<Ruled> => ruled.save(ruled.create({ id: fresh(), createdBy: 'ann', first: 'Bo', secret: 's', ...values }))

describe('readOnly: `update: false`', () => {
  test('is left out by save, and by updates beside others, as in TypeORM', async () => {
    const one = await made()
    await ruled.save(Object.assign(one, { createdBy: 'eve', first: 'Cy' }))
    expect(await stored(one.id)).toMatchObject({ createdBy: 'ann', first: 'Cy' })
    await ruled.update(one.id, { createdBy: 'eve', first: 'Di' })
    await ruled.updateExpression({ where: { id: one.id }, setValues: { createdBy: 'eve', verified: true }, addValues: { fixed: 3 } })
    await ruled.createQueryBuilder().update().set({ createdBy: 'eve', role: 'ADMIN' }).where({ id: one.id }).execute()
    expect(await stored(one.id)).toMatchObject({ createdBy: 'ann', first: 'Di', verified: true, role: 'ADMIN', fixed: 0 })
  })

  test('alone is no change to save, and is refused as an update of nothing', async () => {
    const one = (await ruled.get((await made()).id))!
    opened.sent.clear()
    await ruled.save(Object.assign(one, { createdBy: 'eve' }))
    expect(opened.sent.actions()).toEqual(['GetItem'])
    for (const write of [() => ruled.update(one.id, { createdBy: 'eve' }), () => ruled.increment({ id: one.id }, 'fixed', 1), () => ruled.add({ where: { id: one.id }, values: { fixed: 1 } })]) await expect(write()).rejects.toMatchObject({ name: 'UpdateValuesMissingError' })
    expect(await stored(one.id)).toMatchObject({ createdBy: 'ann', fixed: 0 })
  })

  test('is written by what stores a whole entity', async () => {
    const one = await made()
    await ruled.put(Object.assign((await ruled.get(one.id))!, { createdBy: 'eve' }))
    expect(await stored(one.id)).toMatchObject({ createdBy: 'eve' })
  })
})

test('hidden: `select: false` is stored, read by nothing that does not select it, and kept by save and update', async () => {
  const one = await made()
  const found = (await ruled.findOneBy({ id: one.id }))!
  expect(found).not.toHaveProperty('secret')
  expect(await ruled.get(one.id)).not.toHaveProperty('secret')
  expect(await ruled.findOne({ where: { id: one.id }, select: { id: true, secret: true } })).toEqual(expect.objectContaining({ secret: 's' }))
  expect(await ruled.createQueryBuilder('r').addSelect('r.secret').where({ id: one.id }).getOne()).toMatchObject({ secret: 's', createdBy: 'ann' })
  found.first = 'Cy'
  await ruled.save(found)
  expect(await stored(one.id)).toMatchObject({ secret: 's', first: 'Cy' })
})

describe('default', () => {
  test.each<readonly [string, (manager: DynamoEntityManager, one: Ruled) => Promise<unknown>]>([
    ['put', (manager, one) => manager.put(Ruled, one)],
    ['putMany', (manager, one) => manager.putMany(Ruled, [one])],
    ['save', (manager, one) => manager.save(one)],
    ['insert', (manager, one) => manager.insert(Ruled, one)],
    ['upsert', (manager, one) => manager.upsert(Ruled, one, ['id'])],
  ])('of a constant is filled in by %s, and a function is what initialises the property', async (_name, write) => {
    const one = ruled.create({ id: fresh(), createdBy: 'ann' })
    const { token } = one
    await write(opened.dataSource.manager, one)
    const item = await stored(one.id)
    expect(item).toMatchObject({ role: 'STUDENT', verified: false, fixed: 0, token })
    expect(await ruled.get(one.id)).toMatchObject({ role: 'STUDENT', token })
    expect(ruled.create({ id: fresh() }).token).not.toBe(token)
  })

  test('is no value of an update', async () => {
    const one = await made({ role: 'ADMIN' })
    await ruled.update(one.id, { verified: true })
    expect(await stored(one.id)).toMatchObject({ role: 'ADMIN', verified: true })
  })
})

test('get and set: a transformer changes what is written, read, updated and asked for', async () => {
  const one = await made({ code: 'Abc' })
  expect(await stored(one.id)).toMatchObject({ code: 'ABC' })
  expect(await ruled.get(one.id)).toMatchObject({ code: 'abc' })
  await ruled.update(one.id, { code: 'xyz' })
  expect(await stored(one.id)).toMatchObject({ code: 'XYZ' })
  expect((await ruled.findBy({ id: one.id, code: 'xyz' })).map(({ code }) => code)).toEqual(['xyz'])
})

describe('watch', () => {
  test('`*`: dates and versions follow every change', async () => {
    const driver = opened.dataSource.driver as unknown as DynamoDriver
    const one = await made()
    driver.now = () => new Date('2030-01-02T03:04:05.678Z')
    await ruled.update(one.id, { verified: true })
    driver.now = () => new Date()
    expect(await ruled.get(one.id)).toMatchObject({ createdAt: one.createdAt, updatedAt: new Date('2030-01-02T03:04:05.678Z'), version: 2 })
  })

  test('a computed column follows its sources in every write; a listener follows what TypeORM saves', async () => {
    const one = await made()
    expect(one).toMatchObject({ slug: 'bo', shout: '!Bo' })
    await ruled.save(Object.assign(one, { first: 'Cy' }))
    expect(await stored(one.id)).toMatchObject({ slug: 'cy', shout: '!Cy' })
    // As in TypeORM, listeners are not for update() by criteria.
    await ruled.update(one.id, { first: 'Di' })
    expect(await stored(one.id)).toMatchObject({ slug: 'cy', shout: '!Di' })
  })
})

test.each<readonly [string, (id: string) => Promise<unknown>]>([
  ['put', (id) => ruled.put(ruled.create({ id, createdBy: 'ann', role: 'NONE' }))],
  ['insert', (id) => ruled.insert(ruled.create({ id, createdBy: 'ann', role: 'NONE' }))],
  ['save', (id) => ruled.save(ruled.create({ id, createdBy: 'ann', role: 'NONE' }))],
  ['update', (id) => ruled.update(id, { role: 'NONE' })],
  ['updateExpression', (id) => ruled.updateExpression({ where: { id }, setValues: { role: 'NONE' } })],
])('type: a list of values is an enum, which %s checks before it sends', async (_name, write) => {
  const id = fresh()
  opened.sent.clear()
  const error: unknown = await write(id).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(DynamoOrmError)
  expect((error as Error).message).toContain('Ruled.role: the value must be one of ADMIN, TEACHER, STUDENT.')
  expect((error as Error).message).not.toContain('NONE')
  expect(opened.sent.actions().filter((action) => action !== 'GetItem')).toEqual([])
})
