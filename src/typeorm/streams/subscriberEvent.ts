import { isDeepStrictEqual } from 'node:util'
import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm'
import type { DynamoEntityManager } from '../DynamoEntityManager.js'
import type { StreamRecord } from './StreamHandlers.js'

type Common = Pick<DynamoEntityManager, 'queryRunner'> & { readonly dataSource: DataSource; readonly connection: DataSource; readonly manager: DynamoEntityManager; readonly metadata: EntityMetadata; readonly entityId: unknown }

/** What each event tells beside what all tell. What the stream does not tell is refused when it is asked for. */
const particular = {
  INSERT: (record) => ({
    get entity() {
      return record.new
    },
  }),
  MODIFY: (record, { metadata }) => ({
    get entity() {
      return record.new
    },
    get databaseEntity() {
      return record.old
    },
    get updatedColumns() {
      return metadata.columns.filter((column) => !isDeepStrictEqual(column.getEntityValue(record.new!), column.getEntityValue(record.old!)))
    },
    updatedRelations: [],
  }),
  REMOVE: (record) => ({
    get entity() {
      return record.old
    },
    get databaseEntity() {
      return record.old
    },
  }),
} as const satisfies Readonly<Record<StreamRecord<object>['eventName'], (record: StreamRecord<ObjectLiteral>, common: Common) => object>>

/** The event that a subscriber is given for a record, in TypeORM's shape. */
export function subscriberEvent(record: StreamRecord<ObjectLiteral>, manager: DynamoEntityManager, target: Function): object {
  const { dataSource = manager.connection } = manager as unknown as { readonly dataSource?: DataSource }
  const shown = valueOf(record, 'new') ?? valueOf(record, 'old')
  const metadata = dataSource.getMetadata(shown === undefined ? target : shown.constructor)
  const common = { dataSource, connection: dataSource, manager, metadata, queryRunner: manager.queryRunner ?? dataSource.createQueryRunner(), entityId: metadata.getEntityIdMixedMap(record.keys) as unknown }
  return Object.defineProperties(particular[record.eventName](record, common), Object.getOwnPropertyDescriptors(common))
}

const valueOf = (record: object, side: 'new' | 'old'): object | undefined => Object.getOwnPropertyDescriptor(record, side)?.value as object | undefined
