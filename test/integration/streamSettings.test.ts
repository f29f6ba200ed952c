import { DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { defineTable, describeStream, DynamoDataSource, SingleTable, Table, type DynamoDataSourceOptions } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { openWith } from '../support/openWith.js'

@Entity({ name: 'orders' })
class Plain {
  @PrimaryColumn() id: string
}

@Entity({ name: 'orders' })
@Table({ stream: 'NEW_AND_OLD_IMAGES' })
class Order {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true }) status: string | null
}

@Entity({ name: 'orders' })
@Table({ stream: 'KEYS_ONLY' })
class Other {
  @PrimaryColumn() id: string
}

const Shared = defineTable({ name: 'shared', partitionKey: 'pk', stream: 'NEW_IMAGE' })

@Entity()
@SingleTable(Shared, { type: 'NOTE', key: { partitionKey: 'NOTE#{id}' } })
class Note {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true }) text: string | null
}

@Entity()
@Table({ stream: 'NEW_IMAGE' })
@SingleTable(Shared, { type: 'TWICE', key: { partitionKey: 'TWICE#{id}' } })
class Twice {
  @PrimaryColumn() id: string
}

const opened = (entities: readonly Function[], options: DynamoDataSourceOptions) => new DynamoDataSource({ entities: [...entities], synchronize: true, clientConfig: clientConfig(), ...options }).initialize()

test('a table is made with the stream that it declares, and one that is there gets it; what a deployment must know is told', async () => {
  const { dataSource } = await openWith([Order, Note])
  expect(await describeStream(Order, { dataSource, filter: [{ eventName: 'INSERT' }, { new: { status: 'shipped' } }] })).toEqual({
    table: expect.stringMatching(/orders$/) as string, streamArn: expect.stringMatching(/^arn:aws:dynamodb:.*orders\/stream\//) as string, viewType: 'NEW_AND_OLD_IMAGES',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'], functionResponseTypes: ['ReportBatchItemFailures'], exact: true,
    filterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }, { Pattern: '{"dynamodb":{"NewImage":{"status":{"S":["shipped"]}}}}' }] },
  })
  expect(await describeStream(Note, { dataSource, filter: { eventName: 'REMOVE', old: { text: 'a' } } })).toMatchObject({ filterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] }, exact: false })
  await dataSource.destroy()

  const entityPrefix = `${tablePrefix()}first_`
  const plain = await opened([Plain], { entityPrefix })
  await expect(describeStream(Plain, { dataSource: plain })).rejects.toThrow('has no stream. Declare it with @Table({ stream }) or defineTable({ stream }), and synchronise.')
  await plain.destroy()
  const later = await opened([Order], { entityPrefix })
  expect((await describeStream(Order, { dataSource: later })).viewType).toBe('NEW_AND_OLD_IMAGES')
  await later.destroy()
  await expect(opened([Other], { entityPrefix })).rejects.toThrow('its stream tells NEW_AND_OLD_IMAGES, the entity wants KEYS_ONLY.')
})

test.each([
  ['NEW_AND_OLD_IMAGES', [['INSERT', 'MODIFY'], 'NewImage'], [['REMOVE'], 'OldImage'], true],
  ['NEW_IMAGE', [['INSERT', 'MODIFY'], 'NewImage'], [['REMOVE'], undefined], false],
  ['OLD_IMAGE', [['INSERT'], undefined], [['MODIFY', 'REMOVE'], 'OldImage'], false],
] as const)('what is printed for an entity in a shared table asks for no image that a stream of %s does not have', async (stream, first, second, exact) => {
  const shared = defineTable({ name: `shared-${stream}`, partitionKey: 'pk', stream })
  @Entity()
  @SingleTable(shared, { type: 'PAGE', key: { partitionKey: 'PAGE#{id}' } })
  class Page {
    @PrimaryColumn() id: string
    @Column({ type: 'varchar', nullable: true }) text: string | null
  }
  const { dataSource } = await openWith([Page])
  const described = await describeStream(Page, { dataSource })
  expect(described.exact).toBe(exact)
  expect(described.filterCriteria!.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([first, second].map(([eventName, side]) => ({ eventName, ...(side && { dynamodb: { [side]: { _type: { S: ['PAGE'] } } } }) })))
  await dataSource.destroy()
})

test('a migration turns it on and off', async () => {
  const entityPrefix = `${tablePrefix()}second_`
  const dataSource = await opened([Plain], { entityPrefix })
  const order = await new DynamoDataSource({ entities: [Order], entityPrefix, clientConfig: clientConfig() }).initialize()
  const { upQueries, downQueries } = await order.driver.createSchemaBuilder().log()
  expect([...upQueries, ...downQueries].map(({ query }) => query)).toEqual([
    `UpdateTable {"TableName":"${entityPrefix}orders","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}`,
    `UpdateTable {"TableName":"${entityPrefix}orders","StreamSpecification":{"StreamEnabled":false}}`,
  ])
  const runner = order.createQueryRunner()
  await runner.query(upQueries[0]!.query)
  expect((await describeStream(Order, { dataSource: order })).viewType).toBe('NEW_AND_OLD_IMAGES')
  await runner.query(downQueries[0]!.query)
  await expect(describeStream(Order, { dataSource: order })).rejects.toThrow('has no stream')
  await Promise.all([dataSource.destroy(), order.destroy()])
})

@Entity()
@Table({ timeToLive: 'ends' })
class Cache {
  @PrimaryColumn() key: string
}

test('a table may have a time to live that no column says', async () => {
  const dataSource = await opened([Cache], { entityPrefix: `${tablePrefix()}fourth_` })
  const { TimeToLiveDescription } = await new DynamoDBClient(clientConfig()).send(new DescribeTimeToLiveCommand({ TableName: `${tablePrefix()}fourth_cache` }))
  expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'ends' })
  await dataSource.destroy()
})

test('contradictions are refused by name', async () => {
  await expect(opened([Order, Other], { entityPrefix: `${tablePrefix()}third_` })).rejects.toThrow('Order wants the stream NEW_AND_OLD_IMAGES, Other wants KEYS_ONLY. A table has one: give both the same.')
  await expect(opened([Twice], { entityPrefix: `${tablePrefix()}third_` })).rejects.toThrow('Twice: the table that it shares is set up by defineTable(). Take @Table() away.')
})
