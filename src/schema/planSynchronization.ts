import type { Sender } from '../client/Sender.js'
import { SchemaMismatchError } from '../errors/SchemaMismatchError.js'
import { schemaSteps, type SchemaStep } from '../planner/schemaSteps.js'
import type { ExistingTable, TableDefinition } from '../planner/TableDefinition.js'
import { describeTable } from './describeTable.js'
import { forEachTable } from './forEachTable.js'

export interface PlanOptions {
  /** Whether global indexes that no entity has are deleted, or the names of those that are; false where not given. */
  readonly dropExtraIndexes?: boolean | readonly string[] | undefined
}

/** What has to be done to one table. */
export interface TablePlan {
  readonly definition: TableDefinition
  /** What is there now; undefined where the table does not exist. */
  readonly existing: ExistingTable | undefined
  /** In order; none where the table is as wanted. */
  readonly steps: readonly SchemaStep[]
}

/**
 * Compares tables with what is there, and changes nothing.
 *
 * @throws SchemaMismatchError with the differences of all tables that DynamoDB cannot remove.
 */
export async function planSynchronization(sender: Sender, definitions: readonly TableDefinition[], { dropExtraIndexes = false }: PlanOptions = {}): Promise<TablePlan[]> {
  const found = await forEachTable(definitions, async (definition) => ({ definition, existing: await lookAt(sender, definition) }))
  const faults: string[] = []
  const plans = found.map(({ definition, existing }): TablePlan => {
    try {
      return { definition, existing, steps: schemaSteps(definition, existing, { dropExtraIndexes }) }
    } catch (error) {
      if (!(error instanceof SchemaMismatchError)) throw error
      faults.push(...error.faults)
      return { definition, existing, steps: [] }
    }
  })
  if (faults.length > 0) throw new SchemaMismatchError(faults)
  return plans
}

/** The time to live is asked for only where one is wanted: that request is allowed ten times a second. */
export function lookAt(sender: Sender, definition: TableDefinition): Promise<ExistingTable | undefined> {
  return describeTable(sender, definition.name, { timeToLive: definition.timeToLive !== undefined })
}
