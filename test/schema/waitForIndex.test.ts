import { TableIndex } from 'typeorm'
import type { DynamoDriver } from '../../src/typeorm/DynamoDriver.js'
import { TableQueryRunner } from '../../src/typeorm/TableQueryRunner.js'
import { recordingSender } from './recordingSender.js'

/** A table on which an index goes through these states, one at each look. */
function runnerOn(states: (string | undefined)[]) {
  const sender = recordingSender((action) => {
    if (action !== 'DescribeTable') return Promise.resolve({})
    const IndexStatus = states.length > 1 ? states.shift() : states[0]
    return Promise.resolve({
      Table: {
        TableName: 'users', TableStatus: 'ACTIVE', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'age', AttributeType: 'N' }],
        GlobalSecondaryIndexes: IndexStatus === undefined ? [] : [{ IndexName: 'byAge', IndexStatus, KeySchema: [{ AttributeName: 'age', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } }],
      },
    })
  })
  class Runner extends TableQueryRunner {
    readonly driver = { sender, describedTables: new Map(), storesOf: () => [{ model: { attributeByName: new Map([['age', { type: 'number' }]]), composed: [] } }] } as unknown as DynamoDriver
  }
  return { runner: new Runner(), sender }
}

const byAge = (): TableIndex => new TableIndex({ name: 'byAge', columnNames: ['age'] })

describe.each<[string, (runner: TableQueryRunner) => Promise<void>, (string | undefined)[], string[]]>([
  ['createIndex waits until the index holds every item', (runner) => runner.createIndex('users', byAge()), [undefined, 'CREATING', 'CREATING', 'ACTIVE'], ['DescribeTable', 'UpdateTable', 'DescribeTable', 'DescribeTable', 'DescribeTable']],
  ['createIndex waits for the index of a run that was interrupted', (runner) => runner.createIndex('users', byAge()), ['CREATING', 'ACTIVE'], ['DescribeTable', 'DescribeTable']],
  ['createIndex waits for one of its name to go', (runner) => runner.createIndex('users', byAge()), ['DELETING', undefined, 'ACTIVE'], ['DescribeTable', 'DescribeTable', 'UpdateTable', 'DescribeTable']],
  ['dropIndex waits until the index is gone', (runner) => runner.dropIndex('users', 'byAge'), ['ACTIVE', 'DELETING', 'DELETING', undefined], ['DescribeTable', 'UpdateTable', 'DescribeTable', 'DescribeTable', 'DescribeTable']],
])('%s', (_what, change, states, sent) => {
  test('and sends nothing else', async () => {
    const { runner, sender } = runnerOn([...states])
    await change(runner)
    expect(sender.sent).toEqual(sent)
    sender.end()
  })
})
