import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { EntityTarget, ObjectLiteral, QueryRunner } from 'typeorm'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { DynamoDataSource } from './DynamoDataSource.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import type { DynamoEntityManager } from './DynamoEntityManager.js'
import type { PagingAndSortingRepository } from './PagingAndSortingRepository.js'
import { joinTransactional, leaveTransactional } from './transactional.js'

const opened = new Map<string, Promise<DynamoDataSource>>()
const ready = new Map<string, DynamoDataSource>()

type RepositoryClass<R> = new (target: EntityTarget<any>, manager: DynamoEntityManager, queryRunner?: QueryRunner) => R

/**
 * Opens a data source under its name, once: whoever opens the same name gets the same one. A failed open can be tried again.
 *
 * @throws ModelError with all faults of the entities.
 * @example `await open({ entities: [User], synchronize: true })`
 */
export function open(options: DynamoDataSourceOptions = {}): Promise<DynamoDataSource> {
  const name = options.name ?? 'default'
  const known = opened.get(name)
  if (known !== undefined) return known
  const opening = start(name, options)
  opened.set(name, opening)
  return opening
}

async function start(name: string, options: DynamoDataSourceOptions): Promise<DynamoDataSource> {
  try {
    const dataSource = new DynamoDataSource(options)
    if (options.disableTransactions !== true) joinTransactional(options.transactionManagerName ?? name, dataSource)
    await dataSource.initialize()
    ready.set(name, dataSource)
    return dataSource
  } catch (error) {
    opened.delete(name)
    leave(name, options)
    throw error
  }
}

/** Closes a data source and its sockets. It can be opened again; closing what is not open does nothing. */
export async function close(name = 'default'): Promise<void> {
  const opening = opened.get(name)
  opened.delete(name)
  ready.delete(name)
  const dataSource = await opening?.catch(() => undefined)
  if (dataSource === undefined) return
  // An opening that was under way has made it ready meanwhile.
  if (ready.get(name) === dataSource) ready.delete(name)
  leave(name, dataSource.options as unknown as DynamoDataSourceOptions)
  if (dataSource.isInitialized) await dataSource.destroy()
}

function leave(name: string, options: DynamoDataSourceOptions): void {
  if (options.disableTransactions !== true) leaveTransactional(options.transactionManagerName ?? name)
}

/** @throws DynamoOrmError when no data source of this name is open. */
export function getConnection(name = 'default'): DynamoDataSource {
  const dataSource = ready.get(name)
  if (dataSource === undefined) throw new DynamoOrmError(`The data source "${name}" is not open. Await datasourceManager.open() first.`, { code: 'dataSource.notOpen' })
  return dataSource
}

/** The entity manager of an open data source. */
export function getManager(name?: string): DynamoEntityManager {
  return getConnection(name).manager
}

/** The repository of an entity. */
export function getRepository<Entity extends ObjectLiteral>(target: EntityTarget<Entity>, name?: string): PagingAndSortingRepository<Entity> {
  return getConnection(name).getRepository(target)
}

/**
 * A repository of a class of yours.
 *
 * @example `const users = getCustomRepository(UserRepository, User)`
 */
export function getCustomRepository<R extends PagingAndSortingRepository<any>>(repository: RepositoryClass<R>, target: EntityTarget<any>, name?: string): R {
  return new repository(target, getManager(name))
}

/** The AWS SDK's document client over the client of an open data source. */
export function getDocumentClient(name?: string): DynamoDBDocumentClient {
  return getConnection(name).getDocumentClient()
}

/** Opens and closes data sources by name, and finds what is open. */
export const datasourceManager = {
  open,
  close,
  getConnection,
  getManager,
  getRepository,
  getCustomRepository,
  getDocumentClient,
  /** The data source named `default`. */
  get connection(): DynamoDataSource {
    return getConnection()
  },
}
