import type { Sender } from '../client/Sender.js'
import { stepRequest } from '../operations/stepRequest.js'
import { schemaSteps, type SchemaStep } from '../planner/schemaSteps.js'
import type { ExistingTable, TableDefinition } from '../planner/TableDefinition.js'
import { isServiceError } from './isServiceError.js'
import { lookAt, type PlanOptions, type TablePlan } from './planSynchronization.js'
import { waiting, type WaitOptions } from './waiting.js'

export interface SynchronizeOptions extends PlanOptions, WaitOptions {
  /** Told what the engine does not support, in words; where not given, the engine's error is thrown. */
  readonly onSkipped?: ((message: string) => void) | undefined
}

/** What is known of a table before the first step: what is wanted, and what is there. */
export type LookedAt = Pick<TablePlan, 'definition' | 'existing'>

/**
 * Makes one table as it is wanted: looks, does the first step, and looks again, so that what others do to it meanwhile is seen, not guessed.
 *
 * @throws SchemaMismatchError when the table differs in what DynamoDB cannot change.
 * @throws SchemaTimeoutError when it is not ready in time.
 */
export async function synchronizeTable(sender: Sender, { definition, existing: described }: LookedAt, options: SynchronizeOptions = {}): Promise<void> {
  const wait = waiting(definition.name, options)
  let skipTimeToLive = false
  let refused: string | undefined
  for (let existing = described; ; existing = await lookAt(sender, definition)) {
    const steps = schemaSteps(definition, existing, { dropExtraIndexes: options.dropExtraIndexes ?? false })
    const step = steps.find(({ kind }) => kind !== 'enable-time-to-live' || !skipTimeToLive)
    const busy = step === undefined ? unusable(existing, definition, options) : unchangeable(existing)
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

/** The state in which a table, with nothing left to ask of it, is not yet as it is wanted. */
function unusable(existing: ExistingTable | undefined, { indexes }: TableDefinition, { dropExtraIndexes }: SynchronizeOptions): string | undefined {
  if (existing?.status === 'CREATING') return existing.status
  const named = typeof dropExtraIndexes === 'object' ? dropExtraIndexes : []
  const unready = existing?.indexes.find(({ name, status }) => (status === 'CREATING' && indexes.some((index) => index.name === name)) || (status === 'DELETING' && named.includes(name)))
  return unready && `${unready.status.toLowerCase()} the index ${unready.name}`
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
