import type { DataSource } from 'typeorm'

type Transactional = typeof import('typeorm-transactional')

let loaded: Transactional | undefined

/** Loads typeorm-transactional, where it is installed, and prepares it once. */
function load(): Transactional | undefined {
  if (loaded !== undefined) return loaded
  try {
    loaded = require('typeorm-transactional') as Transactional
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
  loaded.initializeTransactionalContext({ storageDriver: loaded.StorageDriver.ASYNC_LOCAL_STORAGE })
  return loaded
}

/** Makes @Transactional() know a data source, where typeorm-transactional is installed. Before its first repository. */
export function joinTransactional(name: string, dataSource: DataSource): void {
  const transactional = load()
  if (transactional === undefined || transactional.getDataSourceByName(name) !== undefined) return
  transactional.addTransactionalDataSource({ name, dataSource, patch: true })
}

/** Forgets a data source, so that another of its name can be opened. */
export function leaveTransactional(name: string): void {
  loaded?.deleteDataSourceByName(name)
}
