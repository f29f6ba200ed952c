import { BaseEntity, BeforeInsert, ChildEntity, Column, CreateDateColumn, DataSource, Entity, EntitySchema, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, UpdateDateColumn, VersionColumn, type EntityManager, type EntitySchemaEmbeddedColumnOptions } from 'typeorm'
import { openBoth } from '../support/differential.js'
import { openWith } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

abstract class Kept {
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date
  @VersionColumn() version: number
}
abstract class Named extends Kept {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() name: string
  heard: string[]
  @BeforeInsert() hear(): void { (this.heard ??= []).push(`insert of ${this.name}`) }
}
@Entity({ name: 'sh_company' })
class Company extends Named {
  @Column({ nullable: true }) city: string
}

@Entity({ name: 'sh_media' })
@TableInheritance({ column: { type: 'varchar', name: 'kind' } })
class Media {
  @PrimaryColumn() id: string
  @Column() title: string
  @VersionColumn() version: number
}
@ChildEntity('video')
class Video extends Media {
  @Column({ type: 'int', nullable: true }) seconds: number
}
@ChildEntity()
class Clip extends Video {
  @Column({ default: 'none' }) source: string
}
@ChildEntity('photo')
class Photo extends Media {
  @Column({ nullable: true }) camera: string
}

@Entity({ name: 'sh_dated' })
class Dated {
  @PrimaryColumn({ type: 'datetime' }) at: Date
  @Column() name: string
}
@Entity({ name: 'sh_measure' })
class Measure {
  @PrimaryColumn('int') sensor: number
  @PrimaryColumn({ type: 'datetime' }) at: Date
  @Column({ type: 'double' }) value: number
}
@Entity({ name: 'sh_active' })
class Active extends BaseEntity {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'int', default: 1 }) n: number
}

interface Place { id: string; name: string; rank?: number; version?: number; createdAt?: Date; spot?: { lat?: number; lon?: number } }
const Spot = new EntitySchema<{ lat?: number; lon?: number }>({ name: 'Spot', columns: { lat: { type: 'double', nullable: true }, lon: { type: 'double', nullable: true } } })
const PlaceSchema = new EntitySchema<Place>({
  name: 'Place', tableName: 'sh_place',
  columns: { id: { type: String, primary: true }, name: { type: String }, rank: { type: 'int', default: 5 }, version: { type: 'int', version: true }, createdAt: { type: 'datetime', createDate: true } },
  embeddeds: { spot: { schema: Spot, prefix: 'spot' } as EntitySchemaEmbeddedColumnOptions },
})

const entities = [Company, Media, Video, Clip, Photo, Dated, Measure, Active, PlaceSchema as never]
let both: Awaited<ReturnType<typeof openBoth>>
beforeAll(async () => {
  both = await openBoth(entities)
})
afterAll(() => both.close())

const moment = (day: number): Date => new Date(Date.UTC(2026, 0, day, 12, 30))
const scenarios: Readonly<Record<string, (manager: EntityManager) => Promise<unknown>>> = {
  'columns and listeners of abstract base classes': async (manager) => {
    const one = await manager.save(manager.create(Company, { name: 'a', city: 'c' }))
    await manager.save(Object.assign(one, { name: 'b' }))
    const [found] = await manager.find(Company)
    return [one.heard, one.version, found!.version, found!.name, found! instanceof Company, found!.createdAt instanceof Date, typeof found!.id]
  },
  'children of children, saved and found as what they are': async (manager) => {
    await manager.save([manager.create(Video, { id: '1', title: 'v', seconds: 3 }), manager.create(Clip, { id: '2', title: 'c' }), manager.create(Photo, { id: '3', title: 'p' }), manager.create(Media, { id: '4', title: 'm' })])
    const kinds = (found: Media[]): unknown => found.map((one) => ({ id: one.id, kind: one.constructor.name, one })).sort((a, b) => (a.id < b.id ? -1 : 1))
    return [kinds(await manager.find(Media)), kinds(await manager.find(Video)), kinds(await manager.find(Clip)), await manager.count(Photo), await manager.findOneBy(Photo, { id: '1' })]
  },
  'children of an entity, changed and removed through it and through themselves': async (manager) => {
    await manager.save([manager.create(Clip, { id: '5', title: 'c', source: 's' }), manager.create(Photo, { id: '6', title: 'p' })])
    const clip = await manager.findOneByOrFail(Media, { id: '5' })
    await manager.save(Object.assign(clip, { source: 't' }))
    await manager.update(Photo, { id: '6' }, { camera: 'k' })
    const not = [await manager.update(Photo, { id: '5' }, { title: 'x' }).then(() => 'done'), (await manager.find(Clip, { where: { id: '5' } })).length]
    const photo = await manager.findOneByOrFail(Photo, { id: '6' })
    await manager.delete(Video, '6')
    const left = await manager.findBy(Media, [{ id: '5' }, { id: '6' }])
    await manager.remove(photo)
    return [not, left.map((one) => ({ ...JSON.parse(JSON.stringify(one)) as object, kind: one.constructor.name })).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)), await manager.countBy(Media, { id: '6' })]
  },
  'keys that are dates': async (manager) => {
    await manager.save([1, 2, 3].map((day) => manager.create(Dated, { at: moment(day), name: `n${day}` })))
    await manager.save(Dated, { at: moment(2), name: 'changed' })
    await manager.update(Dated, { at: moment(3) }, { name: 'updated' })
    await manager.delete(Dated, { at: moment(1) })
    return [await manager.find(Dated, { order: { at: 'ASC' } }), await manager.findOneBy(Dated, { at: moment(2) }), await manager.remove(await manager.findOneByOrFail(Dated, { at: moment(3) })), await manager.count(Dated)]
  },
  'composite keys of a number and a date': async (manager) => {
    await manager.save([1, 2, 10].map((day) => manager.create(Measure, { sensor: 7, at: moment(day), value: day })))
    await manager.save(manager.create(Measure, { sensor: 10, at: moment(1), value: 0 }))
    const one = await manager.findOneByOrFail(Measure, { sensor: 7, at: moment(10) })
    await manager.save(Object.assign(one, { value: 11 }))
    await manager.increment(Measure, { sensor: 7, at: moment(1) }, 'value', 4)
    return [await manager.find(Measure, { where: { sensor: 7 }, order: { at: 'DESC' } }), await manager.getRepository(Measure).exists({ where: { sensor: 10, at: moment(1) } })]
  },
  'entity schemas with embedded, version and date columns': async (manager) => {
    const places = manager.getRepository(PlaceSchema)
    const one = await places.save({ id: '1', name: 'a', spot: { lat: 1, lon: 2 } })
    await places.save({ id: '1', name: 'b', spot: { lat: 3 } })
    await places.insert({ id: '2', name: 'c' })
    const found = await places.find({ order: { id: 'ASC' } })
    return [one.rank, found.map(({ createdAt, ...rest }) => [createdAt instanceof Date, rest])]
  },
}

test.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
  const { sql, dynamo } = await both.compare(scenario)
  expect(dynamo).toEqual(sql)
})

test('active record: every method of an entity and of its class', async () => {
  const scenario = async (dataSource: DataSource): Promise<unknown> => {
    Active.useDataSource(dataSource)
    const one = await Active.create<Active>({ id: '1', name: 'a' }).save()
    const before = [one.hasId(), one.n]
    one.name = 'b'
    await one.save()
    await Active.insert({ id: '2', name: 'c' })
    await Active.update('2', { n: 7 })
    await Active.upsert({ id: '2', name: 'd' }, ['id'])
    await Active.save([Active.create<Active>({ id: '3', name: 'e' })])
    const stale = await Active.findOneByOrFail({ id: '1' })
    await Active.update('1', { name: 'reloaded' })
    await stale.reload()
    const found = [await Active.find({ order: { id: 'ASC' } }), await Active.count(), await Active.countBy({ name: 'd' }), await Active.existsBy({ id: '9' }), await Active.getRepository<Active>().sum('n'), (await Active.findAndCount())[1], await Active.preload<Active>({ id: '3', n: 4 }), stale.name]
    await Active.delete('2')
    await one.remove()
    const left = await Active.find()
    await Active.clear()
    return JSON.parse(JSON.stringify([before, found, left, await Active.count(), left[0] instanceof Active])) as unknown
  }
  const sql = new DataSource({ type: 'sqljs', entities: [Active], synchronize: true })
  await sql.initialize()
  const opened = await openWith([Active], { dropSchema: true })
  try {
    const expected = await scenario(sql)
    expect(await scenario(opened.dataSource)).toEqual(expected)
  } finally {
    await sql.destroy()
    await opened.dataSource.destroy()
  }
})

test('keys that are dates are stored as text that sorts, and numbers as numbers', async () => {
  await both.opened.dataSource.manager.save(Measure, { sensor: 3, at: moment(1), value: 1.5 })
  expect(await storedItem(both.opened.dataSource.getMetadata(Measure).tableName, { sensor: 3, at: '2026-01-01T12:30:00.000Z' })).toEqual({ sensor: 3, at: '2026-01-01T12:30:00.000Z', value: 1.5 })
})

test('a column of a child class is stored for that class alone', async () => {
  const { manager } = both.opened.dataSource
  const media = await manager.save(manager.create(Media, { id: 'alone', title: 'm' }))
  expect(Object.keys(media).sort()).toEqual(['id', 'title', 'version'])
  expect(await storedItem(both.opened.dataSource.getMetadata(Media).tableName, { id: 'alone' })).toEqual({ id: 'alone', title: 'm', version: 1, kind: 'Media' })
})
