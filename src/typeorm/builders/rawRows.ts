import { attributeCodecs } from '../../codec/attributeCodecs.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { compareKeyValues } from '../../expressions/compareKeyValues.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { AttributeValue, Item } from '../../vocabulary/AttributeValue.js'
import { addDecimals, decimalText, parseDecimal } from '../../vocabulary/decimal.js'
import type { EntityStore } from '../EntityStore.js'

export interface RawSelection {
  readonly text: string
  readonly as?: string | undefined
}

/** What SQL's aggregate functions make of the values that are not NULL. */
const aggregates: Readonly<Record<string, (values: readonly AttributeValue[], attribute: AttributeModel) => unknown>> = {
  COUNT: (values) => values.length,
  SUM: (values, attribute) => (values.length === 0 ? null : raw(attribute, { N: sum(values, attribute) })),
  AVG: (values, attribute) => (values.length === 0 ? null : Number(sum(values, attribute)) / values.length),
  MIN: (values, attribute) => first(values, attribute, -1),
  MAX: (values, attribute) => first(values, attribute, 1),
}

/** Exact, unlike a sum of JavaScript's numbers. */
function sum(values: readonly AttributeValue[], { subject }: AttributeModel): string {
  let total = parseDecimal('0')!
  for (const value of values) {
    if (value.N === undefined) throw new UnsupportedError('sums of what are no numbers', subject)
    total = addDecimals(total, parseDecimal(value.N)!)
  }
  return decimalText(total)
}

function first(values: readonly AttributeValue[], attribute: AttributeModel, sign: 1 | -1): unknown {
  const ordered = values.filter((value) => value.S !== undefined || value.N !== undefined || value.B !== undefined)
  if (ordered.length < values.length) throw new UnsupportedError('the least of what has no order', attribute.subject)
  return ordered.length === 0 ? null : raw(attribute, ordered.reduce((best, value) => (compareKeyValues(value, best) * sign > 0 ? value : best)))
}

/** A stored value as TypeORM's raw rows have it: its type is read, and no transformer runs. */
function raw({ type }: AttributeModel, value: AttributeValue | undefined): unknown {
  if (value === undefined || value.NULL === true) return null
  if ((type === 'simple-array' || type === 'simple-json') && value.S !== undefined) return value.S
  return attributeCodecs[type].decode(value) ?? null
}

/** The row of an item with the columns that are named, by their names in the database. */
export const storedRow = (columns: readonly AttributeModel[], item: Item): Record<string, unknown> => Object.fromEntries(columns.map((attribute) => [attribute.name, raw(attribute, item[attribute.name])]))

/** Whether the selections make one row of all. */
export const isAggregate = (selections: readonly RawSelection[]): boolean => selections.some((selection) => call.test(selection.text))

const call = /^\s*(\w+)\s*\(\s*(.*?)\s*\)\s*$/s

/** Rows as TypeORM's getRawMany() gives them: `alias_column` in place of `column`, null for what is missing. */
export function rawRows(store: EntityStore, items: readonly Item[], alias: string, selections: readonly RawSelection[] = []): Record<string, unknown>[] {
  if (isAggregate(selections)) return [Object.fromEntries(selections.map((selection) => [selection.as ?? selection.text, aggregate(store, items, alias, selection.text)]))]
  const all = selections.length === 0 || selections.some((selection) => selection.text === alias)
  const columns = store.model.attributes.flatMap((attribute) => {
    const named = selections.find((selection) => selectedAttribute(store, alias, selection.text) === attribute)
    if (named === undefined && !(all && attribute.selected)) return []
    // As in TypeORM, a column that is named without the alias keeps its name.
    return [{ attribute, as: named?.as ?? (named !== undefined && !named.text.startsWith(`${alias}.`) ? named.text : `${alias}_${attribute.name}`) }]
  })
  return items.map((item) => Object.fromEntries(columns.map(({ attribute, as }) => [as, raw(attribute, item[attribute.name])])))
}

/** The attribute that a selection names: by property or column, with the alias or without. */
export function selectedAttribute({ model }: EntityStore, alias: string, text: string): AttributeModel | undefined {
  const name = text.startsWith(`${alias}.`) ? text.slice(alias.length + 1) : text
  return model.attributeByProperty.get(name) ?? model.attributeByName.get(name)
}

function aggregate(store: EntityStore, items: readonly Item[], alias: string, text: string): unknown {
  const [, name = '', argument = ''] = call.exec(text) ?? []
  const row = aggregates[name.toUpperCase()]
  if (row !== undefined && name.toUpperCase() === 'COUNT' && (argument === '*' || argument === '1')) return items.length
  const attribute = selectedAttribute(store, alias, argument)
  if (row === undefined || attribute === undefined) throw new UnsupportedError('selections other than columns', text)
  return row(items.flatMap((item) => {
    const value = item[attribute.name]
    return value === undefined || value.NULL === true ? [] : [value]
  }), attribute)
}
