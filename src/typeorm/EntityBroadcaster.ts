import { Broadcaster } from 'typeorm/subscriber/Broadcaster.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'

/** TypeORM's broadcaster, but nobody is told that entities have been written which schemas have refused. */
export class EntityBroadcaster extends Broadcaster {
  constructor(private readonly runner: DynamoQueryRunner) {
    super(runner as never)
  }

  override broadcastAfterInsertEvent(...args: Parameters<Broadcaster['broadcastAfterInsertEvent']>): void {
    this.runner.mustBeValid()
    super.broadcastAfterInsertEvent(...args)
  }

  override broadcastAfterUpdateEvent(...args: Parameters<Broadcaster['broadcastAfterUpdateEvent']>): void {
    this.runner.mustBeValid()
    super.broadcastAfterUpdateEvent(...args)
  }
}
