import type { DynamoDataSource } from 'typeorm-dynamodb'
import { PersonsTable } from '../people/PersonsTable.js'

/** Deletes all that is in the table of people, and nothing else: a Scan that returns keys alone, and a BatchWriteItem for each 25. */
export async function clearPeople(dataSource: DynamoDataSource): Promise<void> {
  const runner = dataSource.createQueryRunner()
  try {
    await runner.clearTable(`${dataSource.options.entityPrefix ?? ''}${PersonsTable.name}`)
  } finally {
    await runner.release()
  }
}
