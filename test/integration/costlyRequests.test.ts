import { Column, Entity, PrimaryColumn, type Logger } from 'typeorm'
import { DynamoDataSource, type DynamoDataSourceOptions } from '../../src/index.js'
import { openWith } from '../support/openWith.js'

@Entity({ name: 'costly' })
class Costly {
  @PrimaryColumn() id: string
  @Column() body: string
}

const costly = (id: string, kilobytes: number): Costly => Object.assign(new Costly(), { id, body: 'x'.repeat(kilobytes * 1024 - 20) })

function recordingLogger() {
  const warnings: string[] = []
  const slow: [number, string][] = []
  const logger: Logger = { logQuery: () => undefined, logQueryError: () => undefined, logQuerySlow: (milliseconds, text) => void slow.push([milliseconds, text]), logSchemaBuild: () => undefined, logMigration: () => undefined, log: (level, message) => void warnings.push(`${level}: ${String(message)}`) }
  return { warnings, slow, logger }
}

test('a request that consumes more than maxRequestUnits is logged as a warning, and once as a warning of the process', async () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const { warnings, logger } = recordingLogger()
  const { dataSource } = await openWith([Costly], { maxRequestUnits: 3, logger })
  const things = dataSource.getRepository(Costly)
  const table = things.metadata.tableName
  await things.put(costly('secret', 3))
  await things.get('secret')
  expect(warnings).toEqual([])
  await things.put(costly('secret', 4))
  await things.put(costly('secret', 5))
  expect(warnings).toEqual([4, 5].map((units) => `warn: A request has consumed ${units} capacity units, more than the 3 of maxRequestUnits: PutItem ${table} | ${units} write units`))
  expect(warn.mock.calls).toEqual([[warnings[0]!.slice('warn: '.length), { code: 'TYPEORM_DYNAMODB_COSTLY_REQUEST' }]])
  warn.mockRestore()
  await dataSource.destroy()
})

test('maxRequestUnits serves without any logging, and leaves requests of no cost alone', async () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const { dataSource, sent } = await openWith([Costly], { maxRequestUnits: 3 })
  await dataSource.getRepository(Costly).putMany([costly('a', 2), costly('b', 2)])
  expect(sent.requests.map(({ input }) => input.ReturnConsumedCapacity)).toEqual(['TOTAL'])
  expect(warn.mock.calls.map(([message]) => message)).toEqual([`A request has consumed 4 capacity units, more than the 3 of maxRequestUnits: BatchWriteItem ${dataSource.getMetadata(Costly).tableName}: 2 puts | 4 write units`])
  warn.mockRestore()
  await dataSource.destroy()
})

test('a request that takes longer than maxQueryExecutionTime is logged as slow, with what it has consumed', async () => {
  const { slow, logger } = recordingLogger()
  const { dataSource } = await openWith([Costly], { maxQueryExecutionTime: Number.MIN_VALUE, logger })
  slow.length = 0
  await dataSource.getRepository(Costly).put(costly('slow', 1))
  expect(slow).toEqual([[expect.any(Number), `PutItem ${dataSource.getMetadata(Costly).tableName} | 1 write unit`]])
  await dataSource.destroy()
  const other = recordingLogger()
  const { dataSource: patient } = await openWith([Costly], { maxQueryExecutionTime: 1e9, logger: other.logger })
  await patient.getRepository(Costly).put(costly('quick', 1))
  expect(other.slow).toEqual([])
  await patient.destroy()
})

test.each<[keyof DynamoDataSourceOptions, unknown, string]>([
  ['maxRequestUnits', -1, 'The option maxRequestUnits: it must be a number of capacity units, 0 or more. Leave it out where nothing is to be logged.'],
  ['maxRequestUnits', '5', 'The option maxRequestUnits: it must be a number of capacity units, 0 or more.'],
  ['transactionRetry', { attempts: 0 }, 'The option transactionRetry.attempts: it must be a number, 1 or more. Leave it out for the default.'],
  ['transactionRetry', { totalMilliseconds: 'long' }, 'The option transactionRetry.totalMilliseconds: it must be a number, 0 or more.'],
  ['maxQueryExecutionTime', NaN, 'The option maxQueryExecutionTime: it must be a number of milliseconds, 0 or more.'],
  ['isolationLevel', 'SNAPSHOT', 'The option isolationLevel: it must be READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ, SERIALIZABLE. Give one of them.'],
  ['relationLoadStrategy', 'magic', 'The option relationLoadStrategy: it must be join or query. Give one of them.'],
  ['scans', 'never', 'The option scans: it must be allow, warn or refuse. Give one of them.'],
])('the option %s = %p is refused when the data source is made', (name, value, message) => {
  expect(() => new DynamoDataSource({ [name]: value })).toThrow(message)
})
