import type { KeyTemplate, ModelDefinition } from './ModelDefinition.js'
import { templatesMeet } from './templatesMeet.js'

/** The values of the type attribute in the table of an entity. */
export const typesOf = (definitions: readonly ModelDefinition[], { table }: ModelDefinition): string[] =>
  [...new Set(definitions.flatMap((other) => (other.shared !== undefined && other.table === table ? [other.shared.type] : [])))]

/** Ways in which entities that share a table contradict each other: types twice, keys that both could have, and entities without a type. */
export function sharedFaults(definitions: readonly ModelDefinition[]): readonly string[] {
  const faults: string[] = []
  for (const [position, one] of definitions.entries()) {
    for (const other of definitions.slice(position + 1)) {
      if (one.table !== other.table || (one.shared === undefined && other.shared === undefined)) continue
      const [first, second] = one.shared === undefined ? [other, one] : [one, other]
      if (second.shared === undefined) faults.push(`${second.entity}: the table ${second.table} is shared by entities with types. Store it there with @SingleTable, or in a table of its own.`)
      else if (first.shared!.table !== second.shared.table && JSON.stringify(first.shared!.table) !== JSON.stringify(second.shared.table)) faults.push(`${second.entity}: the table ${second.table} is defined in another way for ${first.entity}. Use one defineTable() for both.`)
      else if (first.shared === second.shared) continue
      else if (first.shared!.type === second.shared.type) faults.push(`${second.entity}: ${first.entity} has the type "${second.shared.type}" in the table ${second.table}. Give it another.`)
      else if (keysOf(first).every((template, at) => templatesMeet(template, keysOf(second)[at] ?? template))) faults.push(`${second.entity}: some of its keys could be those of ${first.entity} in the table ${second.table}. ${remedy(first, second)}`)
    }
  }
  return faults
}

/** What keeps the keys of two entities apart: an end, where one goes on from the other's last part, else a beginning. */
function remedy(first: ModelDefinition, second: ModelDefinition): string {
  for (const [one, other] of [[first, second], [second, first]] as const) {
    for (const [at, template] of keysOf(one).entries()) {
      const longer = keysOf(other)[at]
      if (longer !== undefined && template.literals.at(-1) === '' && !templatesMeet(ended(template), longer)) return `End the template for ${one.columns.filter(({ composedOf }) => composedOf !== undefined)[at]!.attribute} of ${one.entity} with "#".`
    }
  }
  return 'Begin the templates of one of them with a text of its own.'
}

const ended = (template: KeyTemplate): KeyTemplate => ({ ...template, literals: [...template.literals.slice(0, -1), '#'] })
const keysOf = ({ columns }: ModelDefinition): KeyTemplate[] => columns.flatMap(({ composedOf }) => composedOf?.template ?? [])
