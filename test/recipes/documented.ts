import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pattern } from './followPattern.js'

const read = (path: string): string => readFileSync(join(__dirname, path), 'utf8')
const text = read('../../docs/single-table.md')

/** What docs/single-table.md lacks, or has otherwise: rows of patterns, and the code of entities. */
export function undocumented(patterns: readonly Pattern[], { sources, entities }: { readonly sources: readonly string[]; readonly entities: string }): readonly string[] {
  const code = sources.map(read).join('\n')
  return [...patterns.flatMap((pattern) => rowFaults(pattern, code)), ...declarationsOf(read(entities)).filter((declaration) => !text.includes(declaration))]
}

/** A row names a pattern, has code that is in the application, and says what is sent, or how it ends. */
function rowFaults({ name, requests, fails }: Pattern, code: string): string[] {
  if (requests.length === 0 && fails === undefined) return []
  const sent = [...requests.map(abridged), ...(fails === undefined ? [] : [fails])].map((one) => `\`${one}\``).join('<br>')
  const row = text.split('\n').find((line) => line.startsWith(`| ${name} | \``) && line.endsWith(` | ${sent} |`))
  if (row === undefined) return [`| ${name} | … | ${sent} |`]
  const shown = row.slice(`| ${name} | \``.length, row.length - `\` | ${sent} |`.length)
  return code.includes(shown) ? [] : [`${name}: the application has no code \`${shown}\``]
}

/** Without what nearly every request has: that the item is of the entity, is there, and is neither deleted nor expired. */
const abridged = (request: string): string =>
  usual.reduce((text, clause) => text.replaceAll(new RegExp(` AND ${clause}`, 'g'), '').replaceAll(new RegExp(`${clause} AND `, 'g'), '').replaceAll(new RegExp(` (if|where) ${clause}`, 'g'), ''), request)

const alive = "\\(attribute_not_exists\\(deletedAt\\) OR attribute_type\\(deletedAt, 'NULL'\\)\\)"
const usual = [`_type = '\\w+' OR \\(_type = '\\w+' AND ${alive}\\)`, '_type IN \\([^)]*\\)', alive, '\\(NOT \\(\\w+ <= \\(time\\)\\)\\)', "_type = '\\w+'", 'attribute_exists\\(pk\\)']

/** Classes and tables, with what stands before them. */
const declarationsOf = (file: string): string[] =>
  file.split(/\n\n(?=\/\*\*|@Entity|export |const )/).slice(1).map((declaration) => declaration.trim().replace(/^export /gm, ''))
