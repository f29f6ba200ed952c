import { Query } from 'typeorm/driver/Query.js'
import { SqlInMemory } from 'typeorm/driver/SqlInMemory.js'
import type { SchemaBuilder } from 'typeorm/schema-builder/SchemaBuilder.js'
import { stepRequest } from '../operations/stepRequest.js'
import type { SchemaStep } from '../planner/schemaSteps.js'
import { undoStep } from '../planner/undoStep.js'
import { tableDefinitions } from '../planner/tableDefinitions.js'
import { planSynchronization } from '../schema/planSynchronization.js'
import { synchronizeTables } from '../schema/synchronizeTables.js'
import { schemaRequestText } from './tables/schemaRequest.js'
import type { DynamoDriver } from './DynamoDriver.js'

/** Makes the tables of the entities: what `synchronize` and `typeorm schema:sync` call. */
export class DynamoSchemaBuilder implements SchemaBuilder {
  constructor(private readonly driver: DynamoDriver) {}

  /**
   * Creates missing tables and indexes, and waits until they can be used.
   *
   * @throws SchemaMismatchError before anything is changed, when a table differs in what DynamoDB cannot change.
   */
  async build(): Promise<void> {
    const { logger } = this.driver.dataSource
    await synchronizeTables(this.driver.sender, this.definitions(), {
      dropExtraIndexes: this.driver.options.dropExtraIndexes ?? false,
      onSkipped: (message) => logger.log('warn', message),
    })
  }

  /** The requests that `build()` would send, and those that take them back; sends none but to look. A query runner's `query()` runs each. */
  async log(): Promise<SqlInMemory> {
    const plans = await planSynchronization(this.driver.sender, this.definitions(), { dropExtraIndexes: this.driver.options.dropExtraIndexes ?? false })
    const memory = new SqlInMemory()
    for (const { steps, existing } of plans) {
      for (const step of steps) {
        memory.upQueries.push(new Query([schemaRequestText(stepRequest(step)), ...this.notes(step)].join(' -- ')))
        const undo = undoStep(step, existing)
        if (undo !== undefined) memory.downQueries.push(new Query(schemaRequestText(stepRequest(undo))))
      }
    }
    return memory
  }

  /** What the indexes that relations bring along cost. */
  private notes(step: SchemaStep): string[] {
    if (step.kind !== 'create-table' && step.kind !== 'create-index') return []
    const followed = this.driver.storesOf(step.table).flatMap((store) => store.model.indexes).filter((index) => index.follows !== undefined && !index.partial && (step.kind === 'create-table' || step.index.name === index.name))
    return [...new Set(followed.map((index) => `${index.name} follows ${index.follows} back, for a write unit per KB more with each write of what is in it`))]
  }

  private definitions(): ReturnType<typeof tableDefinitions> {
    return tableDefinitions(this.driver.allStores().map((store) => store.model))
  }
}
