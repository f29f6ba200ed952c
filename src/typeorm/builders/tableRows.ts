import { decodeJson } from '../../codec/decodeJson.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import type { RawSelection } from './rawRows.js'

/** Rows of a table that no entity has, by attribute name as it is stored; what is selected and missing is null. */
export function tableRows(items: readonly Item[], alias: string | undefined, selections: readonly RawSelection[]): Record<string, unknown>[] {
  const rows = items.map((item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, decodeJson(value)])))
  const wanted = selections.filter(({ text }) => text !== '*' && text !== alias && text !== `${alias}.*`).map(({ text, as }) => {
    const name = text.startsWith(`${alias}.`) ? text.slice(`${alias}.`.length) : text
    if (/[()\s]/.test(name)) throw new UnsupportedError('selections other than columns', text)
    return { name, as: as ?? name }
  })
  const whole = wanted.length < selections.length || selections.length === 0
  return rows.map((row) => ({ ...(whole ? row : {}), ...Object.fromEntries(wanted.map(({ name, as }) => [as, row[name] ?? null])) }))
}
