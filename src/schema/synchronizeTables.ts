import type { Sender } from '../client/Sender.js'
import { stepRequest } from '../operations/stepRequest.js'
import { schemaSteps, type SchemaStep } from '../planner/schemaSteps.js'
import type { ExistingTable, TableDefinition } from '../planner/TableDefinition.js'
import { forEachTable } from './forEachTable.js'
import { isServiceError } from './isServiceError.js'
import { lookAt, planSynchronization, type PlanOptions, type TablePlan } from './planSynchronization.js'
import { waiting, type WaitOptions } from './waiting.js'

export interface SynchronizeOptions extends PlanOptions, WaitOptions {
  /** Told what the engine does not support, in words; where not given, the engine's error is thrown. */
  readonly onSkipped?: ((message: string) => void) | undefined
}

/**
 * Makes tables as their entities want them: creates tables, with all their indexes, and indexes, one at a time, and enables time to live.
 * Resolves when all that is wanted can be used; an index that is deleted may take longer to go. Different tables are worked on at once; several processes may do this at the same time.
 *
 * @throws SchemaMismatchError before anything is changed, when a table differs in what DynamoDB cannot change.
 * @throws SchemaTimeoutError when a table is not ready in time.
 */
export async function synchronizeTables(sender: Sender, definitions: readonly TableDefinition[], options: SynchronizeOptions = {}): Promise<void> {
  const plans = await planSynchronization(sender, definitions, options)
  await forEachTable(plans, (plan) => synchronizeTable(sender, plan, options))
}

/** Looks, does the first step, and looks again: what others do to the table meanwhile is seen, not guessed. */
async function synchronizeTable(sender: Sender, { definition, existing: described }: TablePlan, options: SynchronizeOptions): Promise<void> {
  const wait = waiting(definition.name, options)
  let skipTimeToLive = false
  let refused: string | undefined
  for (let existing = described; ; existing = await lookAt(sender, definition)) {
    const steps = schemaSteps(definition, existing, { dropExtraIndexes: options.dropExtraIndexes ?? false })
    const step = steps.find(({ kind }) => kind !== 'enable-time-to-live' || !skipTimeToLive)
    const busy = step === undefined ? unusable(existing, definition) : unchangeable(existing)
    if (busy !== undefined) {
      await wait.pause(busy)
      continue
    }
    if (step === undefined) return
    try {
      const { action, input } = stepRequest(step)
      await sender.send(action, input)
      wait.restart()
      refused = undefined
    } catch (error) {
      if (isServiceError(error, 'ResourceInUseException', 'LimitExceededException')) {
        await wait.pause('being changed elsewhere')
      } else if (step.kind === 'enable-time-to-live' && isUnsupported(error) && options.onSkipped !== undefined) {
        options.onSkipped(`Table ${definition.name}: the engine does not support time to live, so expired items stay. Delete them in the application, or use another engine.`)
        skipTimeToLive = true
      } else if (isServiceError(error, 'ValidationException', 'ResourceNotFoundException') && refused !== nameOf(step)) {
        // Another process may have done it since the look: then the next look does not ask for it again.
        refused = nameOf(step)
        await wait.pause('being changed elsewhere')
      } else {
        throw error
      }
    }
  }
}

const transitions: readonly string[] = ['CREATING', 'UPDATING', 'DELETING']

/** The state in which a table, with nothing left to ask of it, cannot be used for what its entities want. */
function unusable(existing: ExistingTable | undefined, { indexes }: TableDefinition): string | undefined {
  if (existing?.status === 'CREATING') return existing.status
  const creating = existing?.indexes.find(({ name, status }) => status === 'CREATING' && indexes.some((index) => index.name === name))
  return creating && `creating the index ${creating.name}`
}

/** The state in which a table accepts no changes. */
function unchangeable(existing: ExistingTable | undefined): string | undefined {
  if (existing === undefined) return undefined
  if (transitions.includes(existing.status)) return existing.status
  const index = existing.indexes.find(({ status }) => transitions.includes(status))
  return index && `${index.status.toLowerCase()} the index ${index.name}`
}

function isUnsupported(error: unknown): boolean {
  return isServiceError(error, 'UnknownOperationException', 'UnsupportedOperationException', 'NotImplementedException')
}

function nameOf(step: SchemaStep): string {
  return step.kind === 'create-index' ? `${step.kind} ${step.index.name}` : step.kind === 'delete-index' ? `${step.kind} ${step.index}` : step.kind
}
