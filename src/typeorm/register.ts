import { DataSource, DeleteQueryBuilder, InsertQueryBuilder, RelationQueryBuilder, SelectQueryBuilder, UpdateQueryBuilder, type QueryBuilder } from 'typeorm'
import { SoftDeleteQueryBuilder } from 'typeorm/query-builder/SoftDeleteQueryBuilder.js'
import { DriverFactory } from 'typeorm/driver/DriverFactory.js'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { adopt, adoptAs } from './builders/adopt.js'
import { DynamoSelectQueryBuilder } from './builders/DynamoSelectQueryBuilder.js'
import { DynamoInsertQueryBuilder } from './builders/DynamoInsertQueryBuilder.js'
import { DynamoUpdateQueryBuilder } from './builders/DynamoUpdateQueryBuilder.js'
import { DynamoDeleteQueryBuilder } from './builders/DynamoDeleteQueryBuilder.js'
import { DynamoSoftDeleteQueryBuilder } from './builders/DynamoSoftDeleteQueryBuilder.js'
import { DynamoRelationQueryBuilder } from './builders/DynamoRelationQueryBuilder.js'
import { currentRunner } from './ambientTransaction.js'
import { DynamoDriver } from './DynamoDriver.js'
import { DynamoQueryRunner } from './DynamoQueryRunner.js'

const wrapped = Symbol.for('typeorm-dynamodb.wrapped')

/** The builders that take the place of TypeORM's. */
const builders = {
  SelectQueryBuilder: DynamoSelectQueryBuilder,
  InsertQueryBuilder: DynamoInsertQueryBuilder,
  UpdateQueryBuilder: DynamoUpdateQueryBuilder,
  DeleteQueryBuilder: DynamoDeleteQueryBuilder,
  SoftDeleteQueryBuilder: DynamoSoftDeleteQueryBuilder,
  RelationQueryBuilder: DynamoRelationQueryBuilder,
}

/** Methods of TypeORM that this driver stands on. They are not public: a release that lacks one is named at once. */
const needed: readonly (readonly [{ readonly name: string; readonly prototype: object }, readonly string[]])[] = [
  [DriverFactory, ['create']],
  [DataSource, ['createQueryBuilder', 'createEntityManager', 'createQueryRunner']],
  [SelectQueryBuilder, ['applyFindOptions', 'executeEntitiesAndRawResults', 'executeCountQuery', 'executeExistsQuery', 'loadRawResults', 'getWhereCondition']],
  [InsertQueryBuilder, ['getValueSets', 'getQueryAndParameters']],
  [UpdateQueryBuilder, ['getValueSet', 'createPropertyPath', 'getQueryAndParameters']],
  [DeleteQueryBuilder, ['getQueryAndParameters']],
  [SoftDeleteQueryBuilder, ['getQueryAndParameters']],
  [RelationQueryBuilder, ['of']],
]

/**
 * Teaches TypeORM the type `dynamodb`. Other types are left as they are; calling it again changes nothing.
 *
 * @throws DynamoOrmError where the installed TypeORM lacks a method that the driver stands on.
 */
export function register(): void {
  for (const [owner, methods] of needed) {
    for (const method of methods) {
      if (typeof (owner.prototype as Record<string, unknown>)[method] !== 'function') throw new DynamoOrmError(`The installed TypeORM has no ${owner.name}.${method}(). Install typeorm 0.3.28 or later of 0.3, or 1.1 or later of 1.x.`, { code: 'typeorm.version' })
    }
  }
  for (const [kind, builder] of Object.entries(builders)) adoptAs(kind, builder as never)
  wrap(DriverFactory.prototype, 'create', (original) =>
    function create(this: DriverFactory, dataSource: DataSource) {
      return (dataSource.options.type as string) === 'dynamodb' ? new DynamoDriver(dataSource) : original.call(this, dataSource)
    })
  // Three parameters, since typeorm-transactional looks at the length.
  wrap(DataSource.prototype, 'createQueryBuilder', (original) =>
    function createQueryBuilder(this: DataSource, entityOrRunner?: unknown, alias?: unknown, queryRunner?: unknown) {
      if ((this.options.type as string) !== 'dynamodb') return original.call(this, entityOrRunner, alias, queryRunner)
      const held = (runner: unknown): unknown => (runner instanceof DynamoQueryRunner ? currentRunner(runner, this) : runner)
      return adopt(original.call(this, held(entityOrRunner), alias, held(queryRunner)) as QueryBuilder<any>)
    })
}

type Method = (...args: any[]) => unknown

function wrap(prototype: object, name: string, make: (original: Method) => Method): void {
  const holder = prototype as Record<string, Method & { [wrapped]?: true }>
  const original = holder[name]!
  if (original[wrapped]) return
  holder[name] = Object.assign(make(original), { [wrapped]: true as const })
}
