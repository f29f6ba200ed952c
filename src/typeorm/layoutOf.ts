import { resolve } from 'node:path'
import type { DataSource, EntityMetadata } from 'typeorm'
import { CommandUtils } from 'typeorm/commands/CommandUtils.js'
import { modelLayout, type ModelLayout, type RelationLayout } from '../planner/modelLayout.js'
import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import { DynamoDriver } from './DynamoDriver.js'

/** How the entities of an open data source are stored. */
export function layoutOf(dataSource: DataSource): ModelLayout {
  const driver: unknown = dataSource.driver
  if (!(driver instanceof DynamoDriver)) throw new DynamoOrmError('The data source has another type than `dynamodb`. Export a DynamoDataSource.', { code: 'cli.dataSource' })
  return modelLayout(dataSource.entityMetadatas.map((metadata) => driver.store(metadata).model), dataSource.entityMetadatas.flatMap(relationsOf))
}

/**
 * The same of the data source that a file exports, which is opened without a request and closed again.
 *
 * @throws ModelError with the faults of all entities.
 */
export async function layoutOfFile(path: string): Promise<ModelLayout> {
  const dataSource = await CommandUtils.loadDataSource(resolve(path))
  dataSource.setOptions({ synchronize: false, migrationsRun: false, dropSchema: false })
  await dataSource.initialize()
  try {
    return layoutOf(dataSource)
  } finally {
    await dataSource.destroy()
  }
}

const relationsOf = ({ ownRelations, name }: EntityMetadata): RelationLayout[] =>
  ownRelations.filter(({ isOwning }) => isOwning).map((relation) => ({ from: name, property: relation.propertyPath, to: relation.inverseEntityMetadata.name, kind: relation.relationType as RelationLayout['kind'], optional: relation.isNullable }))
