import { SchemaTimeoutError } from '../../src/errors/SchemaTimeoutError.js'
import { describeTable } from '../../src/schema/describeTable.js'
import { dropTables } from '../../src/schema/dropTables.js'
import { synchronizeTables } from '../../src/schema/synchronizeTables.js'
import { tablePrefix } from '../support/engine.js'
import { recordingSender, serviceError } from './recordingSender.js'

const sender = recordingSender()
const name = `${tablePrefix()}drop`
const described = (TableStatus: string, TableId: string) => ({ Table: { TableName: name, TableStatus, TableId, KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] } })

afterAll(() => sender.end())

describe('dropTables', () => {
  test('deletes the tables it is given, whether they exist or not', async () => {
    await synchronizeTables(sender, [name, `${name}_kept`].map((table) => ({ name: table, partitionKey: { name: 'id', wire: 'S' }, indexes: [] })))
    sender.sent.length = 0
    await dropTables(sender, [name, name, `${name}_missing`])
    expect(sender.sent.filter((action) => action === 'DeleteTable')).toHaveLength(1)
    expect(await describeTable(sender, name)).toBeUndefined()
    expect(await describeTable(sender, `${name}_kept`)).toBeDefined()
    await dropTables(sender, [`${name}_kept`])
  })

  test('waits until a table that is being deleted is gone, and does not ask twice', async () => {
    const answers = [described('DELETING', 'one'), described('DELETING', 'one')]
    const scripted = recordingSender(() => (answers.length > 0 ? Promise.resolve(answers.shift()) : Promise.reject(serviceError('ResourceNotFoundException'))))
    await dropTables(scripted, [name], { sleep: () => Promise.resolve() })
    expect(scripted.sent).toEqual(['DescribeTable', 'DescribeTable', 'DescribeTable'])
  })

  test('asks again while a table is being changed', async () => {
    const answers = [described('UPDATING', 'one'), serviceError('ResourceInUseException'), described('ACTIVE', 'one'), {}, serviceError('ResourceNotFoundException')]
    const scripted = recordingSender(() => answerOf(answers.shift()!))
    await dropTables(scripted, [name], { sleep: () => Promise.resolve() })
    expect(scripted.sent).toEqual(['DescribeTable', 'DeleteTable', 'DescribeTable', 'DeleteTable', 'DescribeTable'])
  })

  test('leaves a table alone that was made under the name since', async () => {
    const answers = [described('ACTIVE', 'one'), {}, described('ACTIVE', 'two')]
    const scripted = recordingSender(() => answerOf(answers.shift()!))
    await dropTables(scripted, [name], { sleep: () => Promise.resolve() })
    expect(scripted.sent).toEqual(['DescribeTable', 'DeleteTable', 'DescribeTable'])
  })

  test('gives up after the time that is allowed', async () => {
    const scripted = recordingSender(() => Promise.resolve(described('DELETING', 'one')))
    await expect(dropTables(scripted, [name], { timeoutMilliseconds: 1_000, sleep: () => Promise.resolve() })).rejects.toThrow(new SchemaTimeoutError(name, 'DELETING', 1_000))
  })
})

function answerOf(answer: object): Promise<object> {
  return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
}
