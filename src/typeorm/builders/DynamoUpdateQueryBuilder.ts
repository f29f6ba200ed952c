import { EntityPropertyNotFoundError, UpdateQueryBuilder, UpdateValuesMissingError, type ObjectLiteral } from 'typeorm'
import { UnsupportedError } from '../../errors/unsupported.js'
import { Work } from '../DynamoQueryRunner.js'
import { assignments, type Assignment } from '../updateChange.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { returningColumns } from './returningColumns.js'
import { updateAll } from './updateAll.js'

/** TypeORM's update builder. Updates change items that exist, and keep their indexes right. */
export class DynamoUpdateQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(UpdateQueryBuilder)<Entity> {
  protected work(): Work {
    const { store, expressionMap } = this
    if (expressionMap.limit !== undefined || Object.keys(expressionMap.orderBys).length > 0) throw new UnsupportedError('LIMIT and ORDER BY of a write', store.metadata.name)
    const request = { where: this.whereCondition(), actions: assignments(store, this.assigned(), this.getParameters()), returning: returningColumns(store, expressionMap.returning), demanded: this.demanded }
    const ofEntities = expressionMap.whereEntities.length > 0
    return new Work(this.title, async (runner) => queryResult(await updateAll(runner, store, { ...request, baseOf: ofEntities ? (key) => runner.recall(store, key) : undefined, relyOn: (base) => runner.assumed?.relyOn(base) })))
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
    if (set.size === 0 && (Object.keys(values).length > 0 || (store.model.version === undefined && store.model.updateDate === undefined && store.model.expiry?.on !== 'write'))) throw new UpdateValuesMissingError()
    return [...set.values()]
  }
}
