import { UnsupportedError } from '../../errors/unsupported.js'
import type { EntityStore } from '../EntityStore.js'
import { valueAt } from '../generateValues.js'

export interface RawSelection {
  readonly text: string
  readonly as?: string | undefined
}

const aggregates: Readonly<Record<string, (values: readonly number[]) => number | null>> = {
  SUM: (values) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0)),
  AVG: (values) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length),
  MIN: (values) => (values.length === 0 ? null : values.reduce((least, value) => (value < least ? value : least))),
  MAX: (values) => (values.length === 0 ? null : values.reduce((most, value) => (value > most ? value : most))),
  COUNT: (values) => values.length,
}

/** Rows as TypeORM's getRawMany() gives them: `alias_column` in place of `column`, null for what is missing. */
export function rawRows(store: EntityStore, entities: readonly object[], alias: string, selections: readonly RawSelection[] = []): Record<string, unknown>[] {
  const calls = selections.map((selection) => /^(\w+)\((.*)\)$/.exec(selection.text))
  if (calls.some((call) => call !== null)) return [Object.fromEntries(selections.map((selection, position) => [selection.as ?? selection.text, aggregate(store, entities, alias, calls[position] ?? null, selection.text)]))]
  const all = selections.length === 0 || selections.some((selection) => selection.text === alias)
  const columns = store.model.attributes.flatMap((attribute) => {
    const named = selections.find((selection) => selection.text === `${alias}.${attribute.property}`)
    return named !== undefined || (all && attribute.selected) ? [{ attribute, as: named?.as ?? `${alias}_${attribute.name}` }] : []
  })
  return entities.map((entity) => Object.fromEntries(columns.map(({ attribute, as }) => [as, valueAt(entity, attribute) ?? null])))
}

function aggregate(store: EntityStore, entities: readonly object[], alias: string, call: RegExpExecArray | null, text: string): number | null {
  const [, name = '', argument = ''] = call ?? []
  const row = aggregates[name.toUpperCase()]
  const property = argument.startsWith(`${alias}.`) ? argument.slice(alias.length + 1) : argument
  const attribute = store.model.attributeByName.get(property) ?? store.model.attributeByProperty.get(property)
  if (row === undefined || (attribute === undefined && property !== '*')) throw new UnsupportedError('selections other than columns', text)
  if (attribute === undefined) return row(entities.map(() => 1))
  return row(entities.flatMap((entity) => (valueAt(entity, attribute) as number | null | undefined) ?? []))
}
