import type { QueryBuilder, QueryRunner } from 'typeorm'
import type { Alias } from 'typeorm/query-builder/Alias.js'
import type { QueryExpressionMap } from 'typeorm/query-builder/QueryExpressionMap.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import { describeCondition } from '../../expressions/describeCondition.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import type { EntityStore } from '../EntityStore.js'
import { clausesCondition, type Clause } from '../criteria/fromClauses.js'
import { writeCondition } from '../criteria/fromCondition.js'
import { ofEntity } from '../criteria/ofEntity.js'
import { tableStore } from '../tables/tableStore.js'
import { matchingNothing, whereCondition } from '../criteria/fromFindOptions.js'
import { announceLoad } from '../announceLoad.js'
import { adopt } from './adopt.js'
import { entitiesOf } from './queryResult.js'
import { refuseEmpty } from './refuseEmpty.js'

type AnyBuilder = new (...args: any[]) => QueryBuilder<any>

export interface GivenOptions {
  readonly condition?: unknown
  readonly idempotent?: boolean | undefined
}

/** What this driver's builders have beyond TypeORM's. */
export interface DynamoBuilderMembers {
  readonly driver: DynamoDriver
  readonly store: EntityStore
  /** Whether it names a table in place of an entity. */
  readonly isOfTable: boolean
  /** Asks DynamoDB about that table, so that `store` has its keys and indexes. */
  describeTable(): Promise<void>
  /** What is done to what, for logs. */
  readonly title: string
  /** The conditions of the caller, and that the item is of the entity asked for. */
  whereCondition(): Condition
  /** The options of a write beyond TypeORM's, as its caller gives them. */
  given?: GivenOptions | undefined
  /** What each item that is written must satisfy, or there is an error. */
  readonly demanded: Condition | undefined
  /** A write's result together with the entities that `returning` asked for, loaded as those of a find are. */
  withEntities<Result extends { raw?: unknown }>(result: Result): Promise<Result>
}

/** What all of this driver's builders have in common: no SQL, but structured conditions and work to be done. */
export function DynamoBuilder<B extends AnyBuilder>(Base: B): B & (abstract new (...args: any[]) => DynamoBuilderMembers) {
  abstract class Adopted extends Base {
    declare readonly expressionMap: QueryExpressionMap

    /** What `execute()` will do. */
    protected abstract work(): Work

    get driver(): DynamoDriver {
      return this.connection.driver as unknown as DynamoDriver
    }

    given?: GivenOptions | undefined

    /** The table of a builder that names one in place of an entity, once DynamoDB has described it. */
    private described: EntityStore | undefined

    get store(): EntityStore {
      return this.described ?? this.driver.store(this.mainAlias.metadata)
    }

    get isOfTable(): boolean {
      return this.expressionMap.mainAlias?.hasMetadata === false
    }

    async describeTable(): Promise<void> {
      const named = [this.expressionMap.valuesSet ?? []].flat().flatMap((values) => Object.keys(values))
      this.described = await tableStore(this.driver, this.mainAlias.tablePath!, named)
    }

    private get mainAlias(): Alias {
      const alias = this.expressionMap.mainAlias
      if (alias?.tablePath === undefined) throw new UnsupportedError('SQL text', 'A query builder without an entity')
      return alias
    }

    /** What is done to what, for logs of what is executed. */
    get title(): string {
      return `${this.expressionMap.queryType} ${this.mainAlias.tablePath}`
    }

    /** What follows the title and its conditions. */
    protected details(): string {
      return ''
    }

    /** A readable line in place of SQL, without values. */
    override getQuery(): string {
      const where = this.expressionMap.wheres.length === 0 || this.isOfTable ? '' : ` where ${describeCondition(this.whereCondition())}`
      return `${this.title}${where}${this.details()}`
    }

    override getSql(): string {
      return this.getQuery()
    }

    override getQueryAndParameters(): [string, any[]] {
      if (!this.isOfTable) return [this.title, [this.work()]]
      const described = async (runner: DynamoQueryRunner): Promise<unknown> => {
        await this.describeTable()
        return this.work().run(runner)
      }
      return [this.title, [new Work(this.title, described)]]
    }

    /** A runner of the builder's own: no flow joins a transaction that it starts. */
    protected override obtainQueryRunner(): QueryRunner {
      const made = super.obtainQueryRunner()
      const runner = made as unknown as DynamoQueryRunner
      if (made === this.queryRunner) runner.mustBeOpen()
      else runner.joinedByFlow = false
      return made
    }

    whereCondition(): Condition {
      const own = clausesCondition({ store: this.store, alias: this.mainAlias.name, parameters: this.getParameters() }, this.expressionMap.wheres as unknown as Clause[])
      if (this.expressionMap.queryType !== 'select' && this.expressionMap.wheres.length > 0) refuseEmpty(own, this.store)
      const kind = ofEntity(this.store.model)
      return kind === undefined ? own : all([own, kind])
    }

    get demanded(): Condition | undefined {
      return writeCondition(this.store, this.given?.condition, this.driver.options)
    }

    async withEntities<Result extends { raw?: unknown }>(result: Result): Promise<Result> {
      const entities = typeof result.raw === 'object' && result.raw !== null ? entitiesOf(result.raw) : undefined
      if (entities === undefined) return result
      await announceLoad(this.connection, this.queryRunner, this.store.metadata, entities)
      return Object.assign(result, { entities })
    }

    /** The builder of a write that is made of this one. */
    private writing(builder: QueryBuilder<any>): QueryBuilder<any> {
      return Object.assign(adopt(builder), { given: this.given })
    }

    /** Objects are translated at once; TypeORM would make SQL of them, and run their transformers, which the codec does. */
    protected override getWhereCondition(where: unknown): never {
      const isObject = typeof where === 'object' && where !== null && !('whereFactory' in where)
      if (!isObject) return super['getWhereCondition'](where as never) as never
      const condition = (negated: boolean): Condition => whereCondition(this.store, where, matchingNothing, { negated })
      if (!this.isOfTable) return { operator: 'dynamoCondition', condition: condition(false), get negated() { return condition(true) } } as never
      // The types of keys are known once the table has been described.
      return { operator: 'dynamoCondition', get condition() { return condition(false) }, get negated() { return condition(true) } } as never
    }

    override select(...args: any[]): any {
      return adopt((super.select as (...args: any[]) => QueryBuilder<any>)(...args))
    }

    override insert(): any {
      return adopt(super.insert())
    }

    override update(...args: any[]): any {
      return this.writing((super.update as (...args: any[]) => QueryBuilder<any>)(...args))
    }

    override delete(): any {
      return this.writing(super.delete())
    }

    override softDelete(): any {
      return this.writing(super.softDelete())
    }

    override restore(): any {
      return this.writing(super.restore())
    }

    override relation(...args: any[]): any {
      return adopt((super.relation as (...args: any[]) => QueryBuilder<any>)(...args))
    }

    /** @throws UnsupportedError always. */
    override addCommonTableExpression(): never {
      throw new UnsupportedError('common table expressions')
    }
  }
  // A method of 0.3 alone.
  Object.defineProperty(Adopted.prototype, 'printSql', {
    configurable: true,
    value(this: QueryBuilder<any>) {
      this.connection.logger.logQuery(this.getQuery(), [])
      return this
    },
  })
  return Adopted as unknown as B & (abstract new (...args: any[]) => DynamoBuilderMembers)
}
