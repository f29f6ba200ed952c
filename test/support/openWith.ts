import type { EntitySchema } from 'typeorm'
import { DynamoDataSource, type DynamoDataSourceOptions } from '../../src/index.js'
import { tablePrefix } from './engine.js'
import { recordedConfig } from './requests.js'

export interface OpenedSource {
  readonly dataSource: DynamoDataSource
  readonly sent: ReturnType<typeof recordedConfig>
}

/** An open data source on the engine, with tables of its own, whose requests are written down. */
export async function openWith(entities: readonly (Function | EntitySchema)[], options: DynamoDataSourceOptions = {}): Promise<OpenedSource> {
  const sent = recordedConfig()
  const dataSource = new DynamoDataSource({ entityPrefix: tablePrefix(), entities: [...entities], synchronize: true, scans: 'allow', clientConfig: sent.config, ...options })
  await dataSource.initialize()
  sent.clear()
  return { dataSource, sent }
}
