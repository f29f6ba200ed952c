import type { DataSourceOptions } from 'typeorm'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import { register } from './register.js'

/**
 * Options for `new DataSource()` and for `TypeOrmModule.forRoot()`: teaches TypeORM the type `dynamodb` and names it.
 *
 * @example
 * ```ts
 * const dataSource = new DataSource(dynamodb({ entities: [User], region: 'eu-central-1' }))
 * ```
 */
export function dynamodb(options: DynamoDataSourceOptions = {}): DataSourceOptions {
  register()
  return { migrationsTransactionMode: 'none', ...options, type: 'dynamodb' } as unknown as DataSourceOptions
}
