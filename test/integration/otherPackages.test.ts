import { Brackets, Column, Entity, PrimaryColumn, Table } from 'typeorm'
import type { DynamoDataSource } from '../../src/index.js'
import { tablePrefix } from '../support/engine.js'
import { openWith } from '../support/openWith.js'

// What nestjs-paginate and typeorm-extension ask of TypeORM, in their words. See docs/typeorm-around.md.

@Entity({ name: 'packaged_cat' })
class Cat {
  @PrimaryColumn() id: number
  @Column() name: string
  @Column({ nullable: true }) age: number
}

let dataSource: DynamoDataSource
beforeAll(async () => {
  ({ dataSource } = await openWith([Cat], { bookkeepingTable: `${tablePrefix()}bookkeeping` }))
  await dataSource.getRepository(Cat).putMany([['Milo', 6], ['Garfield', 5], ['Shadow', 4], ['George', 3], ['Leche', undefined]].map(([name, age], i) => Object.assign(new Cat(), { id: i + 1, name, age })))
})
afterAll(() => dataSource.destroy())

const cats = () => dataSource.getRepository(Cat).createQueryBuilder('__root')

test('filters in SQL, an order, a page by number and its count', async () => {
  const [page, count] = await cats()
    .andWhere(new Brackets((inner) => inner.andWhere('__root.age >= :age0', { age0: 4 }).andWhere('NOT(__root.name = :name0)', { name0: 'Milo' })))
    .addOrderBy('__root.name', 'DESC').limit(1).offset(1).getManyAndCount()
  expect([page.map((cat) => cat.name), count]).toEqual([['Garfield'], 2])
})

test.each(['UPPER(__root.name) LIKE UPPER(:name0)', 'LOWER(__root.name) = :name0', '__root.name ILIKE :name0'])('%s is refused by name', async (condition) => {
  await expect(cats().where(condition, { name0: '%ge%' }).getMany()).rejects.toThrow('Cat: this driver does not support case-insensitive patterns. Store a lower-case copy')
})

test('a text that only looks like one is a text', async () => {
  expect(await cats().where("__root.name = 'UPPER(x) ILIKE'").getMany()).toEqual([])
})

test('a table of seeds that have been run, without an entity', async () => {
  const table = `${tablePrefix()}seeds`
  const runner = dataSource.createQueryRunner()
  await runner.createTable(new Table({
    name: table,
    columns: [
      { name: 'id', type: 'int', isGenerated: true, generationStrategy: 'increment', isPrimary: true, isNullable: false },
      { name: 'timestamp', type: 'bigint', isPrimary: false, isNullable: false }, { name: 'name', type: 'varchar', isNullable: false },
    ],
  }))
  for (const name of ['first', 'second']) await runner.manager.createQueryBuilder().insert().into(table).values({ timestamp: 1, name }).execute()
  const read = await runner.manager.createQueryBuilder(runner).select().orderBy('id', 'DESC').from(table, 'seeds').getRawMany<{ id: number; name: string }>()
  expect(read.map((row) => row.name)).toEqual(['second', 'first'])
  expect(read[0]!.id).toBeGreaterThan(read[1]!.id)
})
