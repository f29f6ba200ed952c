import 'reflect-metadata'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import { DynamoDataSource, GlobalSecondaryIndex } from '../../src/index.js'

@Entity({ name: 'cli_thing' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind' })
class Thing {
  @PrimaryColumn() id: string
  @Column() kind: string
}

/** What TypeORM's command line is pointed at. */
export const dataSource = new DynamoDataSource({ entities: [Thing], entityPrefix: process.env.TABLE_PREFIX ?? '' })
