import { EntityPropertyNotFoundError, UpdateQueryBuilder, UpdateValuesMissingError, type ObjectLiteral, type UpdateResult } from 'typeorm'
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { Work } from '../DynamoQueryRunner.js'
import { assignments, type Assignment } from '../updateChange.js'
import { refuseOperator } from '../operatorAction.js'
import type { UpdateValues } from '../UpdateValues.js'
import { isBeyondTypeorm, updateLeaves } from '../updateLeaves.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { returnedOf } from './returned.js'
import { updateAll } from './updateAll.js'

/** TypeORM's update builder. Updates change items that exist, and keep their indexes right. */
export class DynamoUpdateQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(UpdateQueryBuilder)<Entity> {
  /** The values of the update: what TypeORM takes, operators such as `Add(1)`, and paths. */
  override set(values: UpdateValues<Entity>): this {
    return super.set(values as QueryDeepPartialEntity<Entity>)
  }

  protected work(): Work {
    const { store, expressionMap } = this
    if (expressionMap.limit !== undefined || Object.keys(expressionMap.orderBys).length > 0) throw new UnsupportedError('LIMIT and ORDER BY of a write', store.metadata.name)
    const request = { where: this.whereCondition(), actions: assignments(store, this.assigned(), this.getParameters()), returned: returnedOf(store, expressionMap.returning), options: { idempotent: this.given?.idempotent ?? false }, demanded: this.demanded }
    const ofEntities = expressionMap.whereEntities.length > 0
    return new Work(this.title, async (runner) => queryResult(await updateAll(runner, store, { ...request, baseOf: ofEntities ? (key) => runner.recall(store, key) : undefined, relyOn: (base) => runner.assumed?.relyOn(base) })))
  }

  override async execute(): Promise<UpdateResult> {
    return this.withEntities(await super.execute())
  }

  protected details(): string {
    return ` set ${this.assigned().map(([attribute]) => attribute.name).join(', ')}`
  }

  private assigned(): Assignment[] {
    const { store } = this
    const given = this.getValueSet()
    const values: ObjectLiteral = {}
    for (const [name, value] of Object.entries(given)) if (value !== undefined) values[name] = value
    if (this.isOfTable) return Object.entries(values).map(([name, value]): Assignment => [store.model.attributeByName.get(name)!, value])
    const beyond: ObjectLiteral = {}
    for (const [name, value] of Object.entries(values)) if (isBeyondTypeorm(store.metadata, { [name]: value })) beyond[name] = value
    for (const name of Object.keys(beyond)) delete values[name]
    const own = updateLeaves(store, beyond).filter(([attribute]) => attribute.updatable)
    // TypeORM's save() ends here with what has changed of entities.
    if (this.expressionMap.whereEntities.length > 0) for (const [attribute, value] of own) refuseOperator(attribute, value)
    const set = new Map<string, Assignment>()
    for (const path of this.createPropertyPath(store.metadata, values)) {
      const columns = store.metadata.findColumnsWithPropertyPath(path)
      if (columns.length === 0) throw new EntityPropertyNotFoundError(path, store.metadata)
      for (const column of columns) {
        const attribute = store.model.attributeByName.get(column.databaseName)
        const isSkipped = attribute?.computed === undefined ? !column.isUpdate : this.expressionMap.whereEntities.length > 0
        if (isSkipped || attribute === undefined || set.has(attribute.name)) continue
        const value: unknown = column.getEntityValue(values)
        set.set(attribute.name, [attribute, value])
      }
    }
    if (set.size + own.length === 0 && (Object.keys(values).length + Object.keys(beyond).length > 0 || (store.model.version === undefined && store.model.updateDate === undefined && store.model.expiry?.on !== 'write'))) throw new UpdateValuesMissingError()
    return [...set.values(), ...own]
  }
}
