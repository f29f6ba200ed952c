import type { KeyAttribute } from '../metadata/EntityModel.js'
import type { EntityLayout, ModelLayout, QuestionLayout, TableLayout } from '../planner/modelLayout.js'
import { projectionText } from '../planner/projections.js'

/** A layout as Markdown: for each table its keys, the items of each entity, and the questions that a key answers. */
export const layoutMarkdown = ({ tables }: ModelLayout): string => tables.map(tableText).join('\n')

function tableText(table: TableLayout): string {
  const { name, partitionKey, sortKey, indexes, timeToLive } = table
  const keys = [
    ['table', keyText([partitionKey]), keyText(sortKey === undefined ? [] : [sortKey]), ''],
    ...indexes.map((index) => [`${code(index.name)}${index.scope === 'local' ? ' (local)' : ''}`, keyText(index.partitionKey), keyText(index.sortKey), index.projection === 'ALL' ? '' : projectionText(index.projection)]),
  ]
  return [
    `### ${name}\n`,
    ...rows(['keys', 'partition key', 'sort key', 'holds, if not all'], keys),
    ...(timeToLive === undefined ? [''] : ['', `Time to live: ${code(timeToLive)}.\n`]),
    ...itemRows(table),
    '',
    ...rows(['of', '`where` gives', 'sent', 'narrowed and ordered by', 'holds, if not all'], table.entities.flatMap(questionRows)),
    '',
  ].join('\n')
}

function itemRows({ typeAttribute, entities }: TableLayout): string[] {
  const attributes = [...new Set(entities.flatMap(({ keys }) => keys.map(({ attribute }) => attribute)))].filter((attribute) => attribute !== typeAttribute)
  return rows(
    ['entity', ...(typeAttribute === undefined ? [] : [code(typeAttribute)]), ...attributes.map(code)],
    entities.map(({ entity, type, keys }) => [
      entity,
      ...(typeAttribute === undefined ? [] : [type === undefined ? '' : code(type)]),
      ...attributes.map((attribute) => {
        const key = keys.find((one) => one.attribute === attribute)
        return key === undefined ? '' : `${code(key.holds)}${key.when === undefined ? '' : ` ${key.when}`}`
      }),
    ]),
  )
}

const questionRows = ({ entity, questions }: EntityLayout): string[][] => questions.map((question) => [entity, list(question.where) || 'nothing', sentText(question), list(question.then), question.when ?? ''])

const sentText = ({ request, of }: QuestionLayout): string => (of === 'table' ? request : `${request} of ${code(of)}`)

const rows = (head: readonly string[], body: readonly (readonly string[])[]): string[] => [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`)

const keyText = (attributes: readonly KeyAttribute[]): string => attributes.map(({ name, wire }) => `${code(name)} ${wire}`).join(', ')
const list = (names: readonly string[]): string => names.map(code).join(', ')
const code = (text: string): string => {
  const mark = text.includes('`') ? '`` ' : '`'
  return `${mark}${text.replaceAll('|', '\\|')}${mark.split('').toReversed().join('')}`
}
