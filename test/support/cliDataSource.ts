import 'reflect-metadata'
import { join } from 'node:path'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { DynamoDataSource, GlobalSecondaryIndex } from '../../src/index.js'

@Entity({ name: 'cli_thing' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind' })
class Thing {
  @PrimaryColumn() id: string
  @Column() kind: string
}

const prefix = process.env.TABLE_PREFIX ?? ''

/** What TypeORM's command line is pointed at. */
export const dataSource = new DynamoDataSource({
  entities: [Thing],
  entityPrefix: prefix,
  migrations: [process.env.MIGRATIONS ?? join(__dirname, 'migrations/*.ts')],
  migrationsTableName: `${prefix}cli_migrations`,
  bookkeepingTable: `${prefix}cli_bookkeeping`,
})
