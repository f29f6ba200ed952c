import type { EntityLayout, ModelLayout, RelationLayout, TableLayout } from '../planner/modelLayout.js'

/** A layout as a Mermaid diagram: tables with their keys, entities with their columns, and what relates them. */
export const layoutMermaid = ({ tables, relations }: ModelLayout): string => `${[
  'erDiagram',
  ...tables.flatMap(tableLines),
  ...tables.flatMap(({ entities }) => entities.flatMap(entityLines)),
  ...tables.flatMap((table) => table.entities.map((entity) => `  ${nameOf(table)} ||--o{ ${quoted(entity.entity)} : ${quoted(keyText(table, entity))}`)),
  ...relations.map(({ from, property, to, ...relation }) => `  ${quoted(from)} ${lines(relation)} ${quoted(to)} : ${quoted(property)}`),
].join('\n')}\n`

/** A table may be called as its entity. */
const nameOf = ({ name }: TableLayout): string => quoted(`table ${name}`)

function tableLines(table: TableLayout): string[] {
  const { partitionKey, sortKey, indexes } = table
  const primary = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])]
  const used = new Map<string, { wire: string; indexes: string[] }>(primary.map(({ name, wire }) => [name, { wire, indexes: [] }]))
  for (const index of indexes) {
    for (const { name, wire } of [...index.partitionKey, ...index.sortKey]) {
      const known = used.get(name) ?? { wire, indexes: [] }
      known.indexes.push(index.name)
      used.set(name, known)
    }
  }
  return block(nameOf(table), [...used].map(([name, { wire, indexes: names }]) => column(wire, name, primary.some((key) => key.name === name), names)))
}

const entityLines = ({ entity, columns }: EntityLayout): string[] => block(quoted(entity), columns.map(({ type, property, primary }) => column(type, property, primary, [])))

const block = (name: string, inside: readonly string[]): string[] => [`  ${name} {`, ...inside, '  }']

const column = (type: string, name: string, primary: boolean, indexes: readonly string[]): string =>
  `    ${type} ${name.replaceAll(/\W|^(?=\d)/g, '_')}${primary ? ' PK' : ''}${indexes.length === 0 ? '' : ` "${indexes.join(', ')}"`}`

const keyText = ({ partitionKey, sortKey }: TableLayout, { keys }: EntityLayout): string =>
  [partitionKey, sortKey].flatMap((key) => keys.find(({ attribute }) => attribute === key?.name)?.holds ?? []).join(' / ')

function lines({ kind, optional }: Pick<RelationLayout, 'kind' | 'optional'>): string {
  const left = kind === 'one-to-one' ? '|o' : '}o'
  return `${left}--${kind === 'many-to-many' ? 'o{' : optional ? 'o|' : '||'}`
}

/** Names and labels with other characters than letters stand in quotes. */
const quoted = (text: string): string => (/^\w+$/.test(text) ? text : `"${text.replaceAll('"', "'")}"`)
