import { DynamoOrmError } from 'typeorm-dynamodb'
import { startLocalDynamo, type LocalDynamo } from 'typeorm-dynamodb/local'

/**
 * The engine that DYNAMO_ENDPOINT names, which is left running; else one of its own, in memory: on port 8000, where `npm run seed`
 * looks for it, or where that is taken on any.
 */
export async function startEngine(given = process.env.DYNAMO_ENDPOINT, known = 8000): Promise<LocalDynamo> {
  if (given) return { endpoint: given, stop: () => Promise.resolve() }
  try {
    return await startLocalDynamo({ port: known })
  } catch (error) {
    if (!(error instanceof DynamoOrmError) || error.code !== 'local.portInUse') throw error
    return startLocalDynamo()
  }
}
