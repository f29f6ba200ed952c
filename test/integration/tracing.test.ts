import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { Column, Entity, In, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, Pageable, type DynamoDataSource } from '../../src/index.js'
import { endpoint } from '../support/engine.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'traced' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind' })
class Traced {
  @PrimaryColumn() id: string
  @Column() kind: string
}

const exporter = new InMemorySpanExporter()
const port = Number(new URL(endpoint()).port)
let dataSource: DynamoDataSource
let sent: OpenedSource['sent']
let table: string

beforeAll(async () => {
  ;({ dataSource, sent } = await openWith([Traced]))
  table = dataSource.getMetadata(Traced).tableName
  // After the data source is open: the order in which an application sets things up is free.
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(async () => {
  trace.disable()
  context.disable()
  await dataSource.destroy()
})
beforeEach(() => {
  exporter.reset()
  sent.clear()
})

const traced = (id: string, kind = 'secret-kind'): Traced => Object.assign(new Traced(), { id, kind })

/** Each span that has no parent, with the names of those inside. */
function trees(): [string, ...string[]][] {
  const spans = exporter.getFinishedSpans()
  const inside = (parent: ReadableSpan): ReadableSpan[] => spans.filter((span) => span.parentSpanContext?.spanId === parent.spanContext().spanId)
  return spans.filter((span) => span.parentSpanContext === undefined).map((root) => [root.name, ...inside(root).map((span) => span.name)])
}

const named = (name: string): ReadableSpan => exporter.getFinishedSpans().find((span) => span.name === name)!

describe('spans', () => {
  test('each page of an iteration has its span, and what the reader does meanwhile is not in it', async () => {
    await dataSource.getRepository(Traced).put(traced('secret-1'))
    exporter.reset()
    for await (const { id } of dataSource.getRepository(Traced).iterate({ where: { kind: 'secret-kind' } })) await dataSource.getRepository(Traced).get(id)
    expect(trees()).toContainEqual([`iterate ${table}`, `Query ${table}`])
    expect(trees()).toContainEqual([`get ${table}`, `GetItem ${table}`])
  })

  test('one for the operation and one in it for each request, with what is asked, answered and consumed', async () => {
    await dataSource.getRepository(Traced).put(traced('secret-1'))
    exporter.reset()
    await dataSource.getRepository(Traced).find({ where: { kind: 'secret-kind' }, filter: "begins_with(id, 'secret')" })
    expect(trees()).toEqual([[`find ${table}`, `Query ${table}`]])
    const operation = named(`find ${table}`)
    expect(operation.kind).toBe(SpanKind.INTERNAL)
    expect(operation.attributes).toEqual({ 'db.system.name': 'aws.dynamodb', 'db.operation.name': 'find', 'db.collection.name': table, 'db.response.returned_rows': 1 })
    const request = named(`Query ${table}`)
    expect(request.kind).toBe(SpanKind.CLIENT)
    expect(request.attributes).toEqual({
      'db.system.name': 'aws.dynamodb', 'db.operation.name': 'Query', 'db.collection.name': table, 'server.address': '127.0.0.1', 'server.port': port,
      'aws.dynamodb.table_names': [table], 'aws.dynamodb.index_name': 'byKind', 'aws.dynamodb.count': 1, 'aws.dynamodb.scanned_count': 1,
      'db.response.returned_rows': 1, 'aws.dynamodb.consumed_capacity': [JSON.stringify({ TableName: table, CapacityUnits: 0.5 })], 'aws.request_id': expect.any(String) as string,
    })
    expect(JSON.stringify(exporter.getFinishedSpans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })))).not.toContain('secret')
  })

  test.each<[string, (source: DynamoDataSource) => Promise<unknown>, string, string[]]>([
    ['get', (source) => source.getRepository(Traced).get('1'), 'get TABLE', ['GetItem TABLE']],
    ['findOneBy', (source) => source.manager.findOneBy(Traced, { id: '1' }), 'findOneBy TABLE', ['GetItem TABLE']],
    ['findPage', (source) => source.getRepository(Traced).findPage({ where: { kind: 'k' } }, Pageable.of(0, 5)), 'findPage TABLE', ['Query TABLE']],
    ['getMany of a builder', (source) => source.getRepository(Traced).createQueryBuilder('t').where('t.kind = :kind', { kind: 'k' }).getMany(), 'getMany TABLE', ['Query TABLE']],
    ['save, which reads, writes and commits', (source) => source.getRepository(Traced).save(traced('saved')), 'save TABLE', ['GetItem TABLE', 'PutItem TABLE']],
    ['insert', (source) => source.getRepository(Traced).insert(traced(String(performance.now()))), 'insert TABLE', ['PutItem TABLE']],
    ['put', (source) => source.getRepository(Traced).put(traced('1')), 'put TABLE', ['PutItem TABLE']],
    ['putMany', (source) => source.getRepository(Traced).putMany(Array.from({ length: 30 }, (_, n) => traced(`b${n}`))), 'putMany TABLE', ['BatchWriteItem TABLE', 'BatchWriteItem TABLE']],
    ['update of a builder', (source) => source.createQueryBuilder().update(Traced).set({ kind: 'other' }).where({ id: '1' }).execute(), 'update TABLE', ['UpdateItem TABLE']],
    ['delete', (source) => source.getRepository(Traced).delete('1'), 'delete TABLE', ['DeleteItem TABLE']],
    ['putOne of a query runner', (source) => source.createQueryRunner().putOne(source.getMetadata(Traced).tableName, { id: 'r', kind: 'k' }), 'putOne TABLE', ['PutItem TABLE']],
  ])('%s is one operation', async (_, work, operation, requests) => {
    await work(dataSource)
    const own = (text: string): string => text.replace('TABLE', table)
    expect(trees()).toEqual([[own(operation), ...requests.map(own)]])
  })

  test('a transaction has a span for each operation in it and one for its commit', async () => {
    await dataSource.transaction(async (manager) => {
      await manager.insert(Traced, traced('t1'))
      await manager.insert(Traced, traced('t2'))
    })
    expect(trees()).toEqual([[`insert ${table}`], [`insert ${table}`], ['commitTransaction', `TransactWriteItems ${table}`]])
    expect(named(`TransactWriteItems ${table}`).attributes).toMatchObject({ 'db.operation.batch.size': 2 })
  })

  test('batches tell their size, and reads their rows', async () => {
    await dataSource.getRepository(Traced).putMany([traced('s1'), traced('s2')])
    await dataSource.getRepository(Traced).findBy({ id: In(['s1', 's2', 'none']) })
    expect(named(`BatchWriteItem ${table}`).attributes).toMatchObject({ 'db.operation.batch.size': 2 })
    expect(named(`BatchGetItem ${table}`).attributes).toMatchObject({ 'db.operation.batch.size': 3, 'db.response.returned_rows': 2 })
    await dataSource.manager.transactGet([[Traced, 's1'], [Traced, 'none'], [Traced, 's2']])
    expect(named(`TransactGetItems ${table}`).attributes).toMatchObject({ 'db.operation.batch.size': 3, 'db.response.returned_rows': 2 })
    expect(named('transactGet').attributes).toMatchObject({ 'db.response.returned_rows': 2 })
    await dataSource.getRepository(Traced).get('none')
    expect(named(`get ${table}`).attributes).toMatchObject({ 'db.response.returned_rows': 0 })
  })

  test('a failure is told by its type, without values', async () => {
    await dataSource.getRepository(Traced).put(traced('secret-there'))
    exporter.reset()
    await expect(dataSource.getRepository(Traced).insert(traced('secret-there'))).rejects.toThrow('Traced')
    const operation = named(`insert ${table}`)
    expect([operation.attributes['error.type'], operation.status.code]).toEqual(['EntityAlreadyExistsError', SpanStatusCode.ERROR])
    expect(named(`PutItem ${table}`).attributes).toMatchObject({ 'error.type': 'ConditionalCheckFailedException', 'db.response.status_code': 'ConditionalCheckFailedException' })
    expect(JSON.stringify(exporter.getFinishedSpans().map(({ attributes, events, status }) => ({ attributes, events, status })))).not.toContain('secret')
  })

  test('the application\'s span is the parent of all', async () => {
    const tracer = trace.getTracer('application')
    await tracer.startActiveSpan('of the application', async (span) => {
      await Promise.all([dataSource.getRepository(Traced).get('1'), dataSource.getRepository(Traced).get('2')])
      span.end()
    })
    expect(trees()).toEqual([['of the application', `get ${table}`, `get ${table}`]])
  })

  test('capacity is asked for where a span is recorded, and by index where it is measured as well', async () => {
    await dataSource.getRepository(Traced).get('1')
    const { capacity } = await dataSource.capacity.measure(() => dataSource.getRepository(Traced).get('1'))
    expect(sent.requests.map(({ input }) => input.ReturnConsumedCapacity)).toEqual(['TOTAL', 'INDEXES'])
    expect(capacity.readUnits).toBe(0.5)
  })

  test('tracing: false makes none', async () => {
    const { dataSource: silent, sent: requests } = await openWith([Traced], { tracing: false })
    exporter.reset()
    await silent.getRepository(Traced).get('1')
    await silent.destroy()
    expect(exporter.getFinishedSpans()).toEqual([])
    expect(requests.requests.map(({ input }) => input.ReturnConsumedCapacity)).toEqual([undefined])
  })
})
