import type { EntityMetadata, EntityTarget } from 'typeorm'
import type { Alias } from 'typeorm/query-builder/Alias.js'
import type { SpanAttributes } from '../client/openTelemetry.js'
import type { Tracing } from '../client/Tracing.js'
import { DynamoDeleteQueryBuilder } from './builders/DynamoDeleteQueryBuilder.js'
import { DynamoInsertQueryBuilder } from './builders/DynamoInsertQueryBuilder.js'
import { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import { DynamoSoftDeleteQueryBuilder } from './builders/DynamoSoftDeleteQueryBuilder.js'
import { DynamoUpdateQueryBuilder } from './builders/DynamoUpdateQueryBuilder.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { DynamoEntityManager } from './DynamoEntityManager.js'
import { DynamoQueryRunner } from './DynamoQueryRunner.js'
import { PagingAndSortingRepository } from './PagingAndSortingRepository.js'

interface Traced<T> {
  readonly of: { readonly prototype: T }
  readonly methods: readonly string[]
  readonly driver: (self: T) => DynamoDriver
  /** The table that is asked; undefined where it is none or several. */
  readonly table: (self: T, args: readonly unknown[]) => string | undefined
}

const driverOf = (holder: { readonly connection: { readonly driver: unknown } }): DynamoDriver => holder.connection.driver as DynamoDriver
const row = <T>(traced: Traced<T>): Traced<never> => traced as unknown as Traced<never>

/** What counts as an operation of the application. One within another, as a find within a save, is a part of it. */
const table: readonly Traced<never>[] = [
  row<DynamoEntityManager>({
    of: DynamoEntityManager,
    methods: [
      'find', 'findBy', 'findOne', 'findOneBy', 'findOneOrFail', 'findOneByOrFail', 'findAndCount', 'findAndCountBy', 'findAll', 'get', 'scan', 'batchRead', 'transactGet',
      'count', 'countBy', 'exists', 'existsBy', 'sum', 'average', 'minimum', 'maximum', 'put', 'putOne', 'putMany', 'batchWrite', 'save', 'insert', 'upsert',
      'update', 'updateAll', 'updateExpression', 'add', 'check', 'increment', 'decrement', 'remove', 'softRemove', 'recover', 'delete', 'softDelete', 'restore', 'clear',
      'deleteOne', 'deleteMany', 'deleteAll', 'deleteAllBy', 'executeStatement', 'executeStatementOf',
    ],
    driver: driverOf,
    table: (manager, [target]) => tableOf(driverOf(manager), target),
  }),
  row<PagingAndSortingRepository<object>>({
    of: PagingAndSortingRepository,
    methods: ['findPage', 'findPageWithCountExpensive'],
    driver: ({ manager }) => driverOf(manager),
    table: ({ manager, target }) => tableOf(driverOf(manager), target),
  }),
  ...[DynamoInsertQueryBuilder, DynamoUpdateQueryBuilder, DynamoDeleteQueryBuilder, DynamoSoftDeleteQueryBuilder].map((of) => row<DynamoUpdateQueryBuilder<object>>({
    of: of as unknown as typeof DynamoUpdateQueryBuilder, methods: ['execute'], driver: ({ driver }) => driver, table: ({ driver, expressionMap }) => tableOfAlias(driver, expressionMap.mainAlias),
  })),
  row<DynamoSelectQueryBuilder<object>>({
    of: DynamoSelectQueryBuilder,
    methods: ['getOne', 'getOneOrFail', 'getMany', 'getManyAndCount', 'getRawAndEntities', 'getRawOne', 'getRawMany', 'getCount', 'getExists', 'getPage'],
    driver: ({ driver }) => driver,
    table: ({ driver, expressionMap }) => tableOfAlias(driver, expressionMap.mainAlias),
  }),
  row<DynamoQueryRunner>({
    of: DynamoQueryRunner,
    methods: ['commitTransaction', 'putOne', 'putMany', 'deleteOne', 'deleteMany', 'updateOne'],
    driver: ({ driver }) => driver,
    table: (_, [given]) => (typeof given === 'object' ? (given as { readonly table?: string } | null)?.table : (given as string | undefined)),
  }),
]

type Method = (this: never, ...args: unknown[]) => Promise<unknown>
let installed = false

/** Puts a span around the operations of all data sources that are traced. Done once, and only where OpenTelemetry's API is installed. */
export function traceOperations(): void {
  if (installed) return
  installed = true
  for (const traced of table) for (const name of traced.methods) if (name in (traced.of.prototype as object)) wrap(traced, name)
}

function wrap({ of, driver, table: tableIn }: Traced<never>, name: string): void {
  const prototype = of.prototype as Record<string, Method>
  const own = Object.hasOwn(prototype, name) ? prototype[name] : undefined
  const parent = Object.getPrototypeOf(prototype) as Record<string, Method>
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value: function traced(this: never, ...args: unknown[]): Promise<unknown> {
      const run = (): Promise<unknown> => (own ?? parent[name]!).apply(this, args)
      const tracing: Tracing | undefined = driver(this).tracing
      // Of entities that come one by one, each list that is read is an operation.
      if (tracing === undefined || (name === 'batchRead' && isStream(args[1]))) return run()
      return tracing.operation(() => {
        const collection = tableIn(this, args)
        const operation = name === 'execute' ? (this as DynamoUpdateQueryBuilder<object>).expressionMap.queryType : name
        return {
          name: collection === undefined ? operation : `${operation} ${collection}`,
          attributes: { 'db.system.name': 'aws.dynamodb', 'db.operation.name': operation, ...(collection === undefined ? {} : { 'db.collection.name': collection }) },
          answered: (result) => returnedRows(name, result),
          failed: (error) => ({ 'error.type': error instanceof Error ? error.name : typeof error }),
        }
      }, run)
    },
  })
}

const isStream = (given: unknown): boolean => typeof given === 'object' && given !== null && Symbol.asyncIterator in given

/** How many entities a read has given; nothing for writes and counts. */
function returnedRows(name: string, result: unknown): SpanAttributes {
  if (!/^(?:find|get|scan|batchRead|transactGet)/.test(name) || typeof result !== 'object') return {}
  const some = /AndCount/.test(name) && Array.isArray(result) ? (result[0] as unknown) : ((result as { readonly content?: unknown } | null)?.content ?? result)
  return { 'db.response.returned_rows': Array.isArray(some) ? some.filter((one) => one !== null).length : some === null ? 0 : 1 }
}

/** The table of a builder, which may name it without an entity. */
function tableOfAlias(driver: DynamoDriver, alias: Alias | undefined): string | undefined {
  return alias === undefined || !alias.hasMetadata ? alias?.tablePath : driver.store(alias.metadata).model.table
}

/** The table of an entity class, of an entity, or of the first of many. */
function tableOf(driver: DynamoDriver, given: unknown): string | undefined {
  const { dataSource } = driver
  const one: unknown = Array.isArray(given) ? given[0] : given
  const target = typeof one === 'object' && one !== null && !dataSource.hasMetadata(one as EntityTarget<object>) ? one.constructor : one
  if (target === undefined || target === null || !dataSource.hasMetadata(target as EntityTarget<object>)) return undefined
  const metadata: EntityMetadata = dataSource.getMetadata(target as EntityTarget<object>)
  return driver.store(metadata).model.table
}
