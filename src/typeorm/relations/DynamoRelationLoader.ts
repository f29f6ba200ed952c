import type { DataSource, ObjectLiteral, QueryRunner } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import { RelationLoader } from 'typeorm/query-builder/RelationLoader.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import { announceLoad } from '../announceLoad.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { DynamoQueryRunner } from '../DynamoQueryRunner.js'
import { storeOfEntity, type EntityStore } from '../EntityStore.js'
import { valueAt } from '../generateValues.js'
import { itemOf } from '../readEntities.js'
import type { WriteContext } from '../WriteContext.js'
import { storedIn } from '../writeEntity.js'
import { followWithin } from './followWithin.js'
import { loadRelation } from './loadRelations.js'
import { relationLink } from './relationLink.js'
import { relationTree } from './relationTree.js'

/** Loads what lazy relations and `relation().of().loadMany()` ask for. */
export class DynamoRelationLoader extends RelationLoader {
  constructor(
    dataSource: DataSource,
    private readonly driver: DynamoDriver,
  ) {
    super(dataSource)
  }

  override async load(relation: RelationMetadata, entityOrEntities: ObjectLiteral | ObjectLiteral[], queryRunner?: QueryRunner): Promise<any[]> {
    const { driver } = this
    const { dataSource } = driver
    const runner = queryRunner?.isReleased === true ? undefined : queryRunner
    const context = runner as unknown as DynamoQueryRunner | undefined
    const link = relationLink(driver, relation)
    const near = driver.store(relation.entityMetadata)
    const items = await Promise.all([entityOrEntities].flat().map((entity) => knownOf(context ?? driver.outside, storeOfEntity(driver, near, entity), entity, link.from)))
    const node = { relation, link, store: link.store, only: undefined, order: [], shown: {}, inner: false, children: relationTree(driver, link.store.metadata, {}, 'end') }
    const loaded = (store: EntityStore, entities: object[]): Promise<void> => {
      followWithin(driver, runner, store, entities)
      return announceLoad(dataSource, runner, store.metadata, entities)
    }
    const found = await loadRelation({ driver, context, loaded }, node, items)
    return [...new Set(found.flat())].filter((entity) => entity !== null)
  }
}

/** The attributes by which a relation is followed: from the properties of an entity, else from what was read of it, else from its item. */
async function knownOf(context: WriteContext, store: EntityStore, entity: object, names: readonly string[]): Promise<Item | undefined> {
  const read = itemOf(entity)
  const known: Item = {}
  for (const name of names) {
    const attribute = store.model.attributeByName.get(name)!
    const value = valueOf(store, entity, attribute) ?? read?.[name]
    if (value !== undefined) known[name] = value
    else if (read === undefined) return storedIn(context, { kind: 'get', table: store.model.table, entity: store.model.entity, key: store.codec.encodeKey(entity), projection: names, consistent: true })
  }
  return known
}

/** A foreign key without a property of its own is in no property: to ask for the relation would load it. */
const valueOf = (store: EntityStore, entity: object, attribute: AttributeModel): Item[string] | undefined =>
  attribute.propertyless === true ? undefined : store.codec.encodeValue(attribute, valueAt(entity, attribute))
