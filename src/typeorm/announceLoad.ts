import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm'
import { BroadcasterResult } from 'typeorm/subscriber/BroadcasterResult.js'

/** Runs AfterLoad listeners and subscribers, if there are any. */
export async function announceLoad(dataSource: DataSource, queryRunner: QueryRunner | undefined, metadata: EntityMetadata, entities: object[]): Promise<void> {
  if (entities.length === 0 || (dataSource.subscribers.length === 0 && metadata.afterLoadListeners.length === 0)) return
  const runner = queryRunner ?? dataSource.createQueryRunner()
  const result = new BroadcasterResult()
  runner.broadcaster.broadcastLoadEvent(result, metadata, entities)
  await result.wait()
  if (queryRunner === undefined) await runner.release()
}
