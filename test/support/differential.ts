import { DataSource, type EntityManager } from 'typeorm'
import { openWith, type OpenedSource } from './openWith.js'

/** What a scenario gives on TypeORM's own driver for SQLite (in memory) and on this one, as plain values; undefined where it throws. */
export interface Compared {
  readonly sql: unknown
  readonly dynamo: unknown
}

type Scenario = (manager: EntityManager) => Promise<unknown>

/** Two data sources with the same entities. */
export async function openBoth(entities: readonly Function[]): Promise<{ readonly opened: OpenedSource; compare(scenario: Scenario): Promise<Compared>; close(): Promise<void> }> {
  const sql = new DataSource({ type: 'sqljs', entities: [...entities], synchronize: true })
  await sql.initialize()
  const opened = await openWith(entities, { dropSchema: true })
  return {
    opened,
    compare: async (scenario) => ({ sql: plain(await scenario(sql.manager)), dynamo: plain(await scenario(opened.dataSource.manager)) }),
    close: async () => {
      await sql.destroy()
      await opened.dataSource.destroy()
    },
  }
}

const plain = (value: unknown): unknown => (value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown))
