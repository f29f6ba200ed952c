import { Check, Column, Entity, Exclusion, Index, PrimaryColumn, Tree, TreeChildren, TreeParent, ViewColumn, ViewEntity } from 'typeorm'
import { DynamoDataSource } from '../../src/index.js'
import { openWith } from '../support/openWith.js'

@Entity()
@Index(['name', 'age'])
class Indexed {
  @PrimaryColumn() id: string
  @Column() name: string
  @Index() @Column('int') age: number
}

@Entity()
@Check('"age" > 18')
class Checked {
  @PrimaryColumn() id: string
  @Column('int') age: number
}

@Entity()
@Exclusion('USING gist ("room" WITH =)')
class Excluding {
  @PrimaryColumn() id: string
}

@ViewEntity({ expression: 'SELECT 1' })
class Viewed {
  @ViewColumn() name: string
}

@Entity()
@Tree('materialized-path')
class Branch {
  @PrimaryColumn() id: string
  @TreeParent() parent: Branch
  @TreeChildren() children: Branch[]
}

test.each<[string, Function, readonly string[]]>([
  ['@Index()', Indexed, ['Indexed: @Index() on age makes no index, since each costs a write unit per KB of every write. Use @GlobalSecondaryIndex({ name, partitionKey, sortKey }), or leave it out.', 'Indexed: @Index() on name, age makes no index']],
  ['@Check()', Checked, ['Checked: DynamoDB checks no constraints (@Check). Have @Validate() check the value, or a @BeforeInsert() and @BeforeUpdate() method.']],
  ['@Exclusion()', Excluding, ['Excluding: DynamoDB has no exclusion constraints (@Exclusion).']],
  ['@ViewEntity()', Viewed, ['Viewed: DynamoDB has no views.']],
  ['@Tree()', Branch, ['Branch: trees (@Tree) are not supported.']],
])('%s is refused when the data source opens', async (_name, entity, messages) => {
  const failure = await new DynamoDataSource({ entities: [entity], endpoint: 'http://127.0.0.1:1' }).initialize().then(() => '', (error: unknown) => String(error))
  for (const message of messages) expect(failure).toContain(message)
})

@Entity({ name: 'sorted', orderBy: { rank: 'DESC' } })
class Sorted {
  @PrimaryColumn() owner: string
  @PrimaryColumn('int') rank: number
}

test('the order of an entity is that of its finds, unless they have their own', async () => {
  const { dataSource, sent } = await openWith([Sorted])
  const repository = dataSource.getRepository(Sorted)
  await repository.putMany(repository.create([1, 2, 3].map((rank) => ({ owner: 'o', rank }))))
  sent.clear()
  expect((await repository.find({ where: { owner: 'o' } })).map(({ rank }) => rank)).toEqual([3, 2, 1])
  expect(sent.requests[0]!.input.ScanIndexForward).toBe(false)
  expect((await repository.find({ where: { owner: 'o' }, order: { rank: 'ASC' } })).map(({ rank }) => rank)).toEqual([1, 2, 3])
  await dataSource.destroy()
})
