import { Column, Entity, PrimaryColumn, VirtualColumn } from 'typeorm'
import { DynamoDataSource, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

enum Size { Small = 1, Large = 2 }

class Label {
  @Column({ type: 'simple-enum', enum: ['red', 'blue'], nullable: true }) colour: string
}

@Entity({ name: 'wv_shirt' })
class Shirt {
  @PrimaryColumn() id: string
  @Column({ type: 'enum', enum: Size }) size: Size
  @Column(() => Label) label: Label
  @Column({ type: 'int', default: 0 }) n: number
}

let opened: OpenedSource
let shirts: PagingAndSortingRepository<Shirt>
beforeAll(async () => {
  opened = await openWith([Shirt])
  shirts = opened.dataSource.getRepository(Shirt)
})
afterAll(() => opened.dataSource.destroy())

type Values = { readonly size?: unknown; readonly label?: { readonly colour: unknown } }
const writes: readonly (readonly [string, (id: string, values: Values) => Promise<unknown>])[] = [
  ['save', (id, values) => shirts.save({ id, size: 1, ...values } as Shirt)],
  ['insert', (id, values) => shirts.insert({ id, size: 1, ...values } as never)],
  ['upsert', (id, values) => shirts.upsert({ id, size: 1, ...values } as never, ['id'])],
  ['put', (id, values) => shirts.put(shirts.create({ id, size: 1, ...values } as Shirt))],
  ['update', (id, values) => shirts.update(id, values as never)],
  ['update by criteria', (id, values) => shirts.update({ id, n: 0 }, values as never)],
  ['updateExpression', (id, values) => shirts.updateExpression({ where: { id }, setValues: values as never })],
]

describe.each(writes)('%s', (name, write) => {
  test('stores values of an enum, and refuses others with the path and the values, before anything is written', async () => {
    const id = name
    if (/update/.test(name)) await shirts.put(shirts.create({ id, size: Size.Small }))
    opened.sent.clear()
    await expect(write(id, { size: 3 })).rejects.toThrow(/^Shirt\.size: the value must be one of 1, 2\./)
    await expect(write(id, { label: { colour: 'green' } })).rejects.toThrow(/^Shirt\.label\.colour: the value must be one of red, blue\./)
    expect(opened.sent.actions().filter((action) => action !== 'GetItem')).toEqual([])
    await write(id, { size: Size.Large, label: { colour: 'blue' } })
    expect(await storedItem(shirts.metadata.tableName, { id })).toMatchObject({ size: 2, labelColour: 'blue' })
  })
})

test('computed columns are refused when the data source opens', async () => {
  @Entity({ name: 'wv_computed' })
  class Computed {
    @PrimaryColumn() id: string
    @VirtualColumn({ query: (alias) => `SELECT COUNT(*) FROM "x" WHERE "y" = ${alias}.id` }) count: number
  }
  await expect(new DynamoDataSource({ entities: [Computed], clientConfig: opened.sent.config }).initialize()).rejects.toThrow('Computed.count: DynamoDB computes no columns (@VirtualColumn). Store it with @Computed(), or compute it in an @AfterLoad() method.')
})
