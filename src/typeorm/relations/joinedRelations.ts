import type { QueryExpressionMap } from 'typeorm/query-builder/QueryExpressionMap.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { Shown } from '../criteria/ofEntity.js'
import { directionOf } from '../criteria/fromFindOptions.js'
import { innerJoinsDropAll } from '../typeormLine.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { EntityStore } from '../EntityStore.js'
import { relationLink } from './relationLink.js'
import type { RelationNode } from './RelationNode.js'

/** Whether a text of a builder, `alias` or `alias.property`, speaks of a relation that is joined. */
export const isJoined = (map: QueryExpressionMap, text: string): boolean => map.joinAttributes.some(({ alias }) => text === alias.name || text.startsWith(`${alias.name}.`))

/**
 * The relations that a builder joins and selects, to be loaded after what it finds.
 *
 * @throws UnsupportedError for a join that is not selected, and for an order by a single related entity.
 */
export function joinedRelations(driver: DynamoDriver, map: QueryExpressionMap, shown: Shown, parent = map.mainAlias!.name): RelationNode[] {
  return map.joinAttributes.filter((join) => join.parentAlias === parent).map((join): RelationNode => {
    const relation = join.relation!
    const { name } = join.alias
    const subject = `${relation.entityMetadata.name}.${relation.propertyPath}`
    const link = relationLink(driver, relation)
    const mine = map.selects.filter(({ selection }) => isOf(name, selection))
    if (mine.length === 0) throw new UnsupportedError('joins', subject)
    const only = mine.some(({ selection }) => selection === name) ? undefined : new Set(mine.map(({ selection }) => attributeAt(link.store, name, selection).name))
    const order = Object.entries(map.allOrderBys).filter(([path]) => isOf(name, path)).map(([path, value]) => {
      const attribute = attributeAt(link.store, name, path)
      return { attribute: attribute.name, direction: directionOf(typeof value === 'string' ? value : { direction: value.order, nulls: value.nulls }, attribute.subject) }
    })
    if (order.length > 0 && !link.many) throw new UnsupportedError('orders by a related entity', subject)
    const children = joinedRelations(driver, map, shown, name)
    const inner = join.direction === 'INNER' || (innerJoinsDropAll && children.some((child) => child.inner))
    return { relation, link, store: link.store, only, order, shown, inner, children }
  })
}

const isOf = (alias: string, text: string): boolean => text === alias || text.startsWith(`${alias}.`)

function attributeAt(store: EntityStore, alias: string, path: string): AttributeModel {
  const attribute = store.model.attributeByProperty.get(path.slice(alias.length + 1))
  if (attribute === undefined) throw new UnsupportedError('selections other than columns', path)
  return attribute
}
