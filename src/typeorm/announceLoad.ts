import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm'

/** Runs AfterLoad listeners and subscribers, if there are any; not those of related entities, which are announced by themselves. */
export async function announceLoad(dataSource: DataSource, queryRunner: QueryRunner | undefined, metadata: EntityMetadata, entities: object[]): Promise<void> {
  if (entities.length === 0 || (dataSource.subscribers.length === 0 && metadata.afterLoadListeners.length === 0)) return
  const runner = queryRunner ?? dataSource.createQueryRunner()
  const pending: unknown[] = []
  for (const listener of metadata.afterLoadListeners) for (const entity of entities) if (listener.isAllowed(entity)) pending.push(listener.execute(entity))
  for (const subscriber of dataSource.subscribers) {
    if (subscriber.afterLoad === undefined || !runner.broadcaster['isAllowedSubscriber'](subscriber, metadata.target)) continue
    const common = { dataSource, connection: dataSource, queryRunner: runner, manager: runner.manager, metadata }
    for (const entity of entities) pending.push(subscriber.afterLoad(entity, { ...common, entity } as never))
  }
  await Promise.all(pending)
  if (queryRunner === undefined) await runner.release()
}
