import type { SchemaStep } from './schemaSteps.js'
import type { ExistingTable } from './TableDefinition.js'

/** The contrary of a step. */
export type UndoStep = SchemaStep | { readonly kind: 'delete-table'; readonly table: string } | { readonly kind: 'disable-time-to-live'; readonly table: string; readonly attribute: string } | { readonly kind: 'disable-stream'; readonly table: string }

/** What takes a step back on a table as it was before; undefined where the step needs nothing of its own for that. */
export function undoStep(step: SchemaStep, existing: ExistingTable | undefined): UndoStep | undefined {
  const { table } = step
  switch (step.kind) {
    case 'create-table':
      return { kind: 'delete-table', table }
    case 'create-index':
      return { kind: 'delete-index', table, index: step.index.name }
    case 'delete-index': {
      const index = existing?.indexes.find(({ name }) => name === step.index)
      return index && { kind: 'create-index', table, index, provisioned: existing?.provisioned }
    }
    case 'enable-time-to-live':
      // A table that is deleted takes its time to live with it.
      return existing === undefined ? undefined : { kind: 'disable-time-to-live', table, attribute: step.attribute }
    case 'enable-stream':
      return { kind: 'disable-stream', table }
    default:
      return step satisfies never
  }
}
