import { EntityPropertyNotFoundError, type ObjectLiteral } from 'typeorm'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { EntityStore } from '../EntityStore.js'
import { itemOf } from '../readEntities.js'

/** Which relations get the keys of their entities, and whether a key of one column is an object all the same. */
export interface WantedIds {
  readonly paths: readonly string[]
  readonly asObjects: boolean
}

/** Sets relations to the keys of the related entities, from the foreign keys that are stored. */
export function relationIds(store: EntityStore, entities: readonly ObjectLiteral[], { paths, asObjects }: WantedIds): void {
  for (const path of paths) {
    const relation = store.metadata.findRelationWithPropertyPath(path)
    if (relation === undefined) throw new EntityPropertyNotFoundError(path, store.metadata)
    if (!relation.isManyToOne && !relation.isOneToOneOwner) throw new UnsupportedError('loading relations', `${store.metadata.name}.${path}`)
    for (const entity of entities) {
      const item = itemOf(entity)
      const related: ObjectLiteral = {}
      let complete = true
      for (const column of relation.joinColumns) {
        const attribute = store.model.attributeByName.get(column.databaseName)!
        const value = store.codec.decodeValue(attribute, item?.[attribute.name])
        if (value === null || value === undefined) complete = false
        else column.referencedColumn!.setEntityValue(related, value)
      }
      const [column, second] = relation.joinColumns
      const plain = !asObjects && second === undefined
      relation.setEntityValue(entity, !complete ? null : plain ? column!.referencedColumn!.getEntityValue(related) : related)
    }
  }
}
