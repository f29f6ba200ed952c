import type { z } from 'zod'
import { given, type Field } from './resources.js'

/** What the controls of a form hold. */
export type Values = Readonly<Record<string, string | boolean>>
/** By the path of a field, what is wrong with it. */
export type Faults = Readonly<Record<string, string>>

/** The values that a form begins with: of a row, or none. */
export function valuesOf(fields: readonly Field[], row: object = {}): Values {
  const stored = given(fields, row)
  return Object.fromEntries(fields.map(({ name, kind, choices, initial }) => [name, kind === 'flag' ? stored[name] === true : String(stored[name] ?? initial ?? choices?.[0] ?? '')]))
}

/** What the values mean: numbers as numbers, what is empty and may be as null. */
export const givenOf = (fields: readonly Field[], values: Values): Record<string, unknown> => Object.fromEntries(fields.map(({ name, kind, optional }) => {
  const value = values[name]
  if (kind === 'number') return [name, typeof value === 'string' && value.trim() !== '' ? Number(value) : undefined]
  return [name, optional === true && value === '' ? null : value]
}))

/** The first thing that is wrong with each field. */
export function faultsOf(issues: readonly { readonly path: string | readonly PropertyKey[]; readonly message: string }[]): Faults {
  const faults: Record<string, string> = {}
  for (const { path, message } of issues) faults[typeof path === 'string' ? path : path.join('.')] ??= message
  return faults
}

export function judge(schema: z.ZodType<Record<string, unknown>>, given: unknown): { readonly given: Record<string, unknown> } | { readonly faults: Faults } {
  const result = schema.safeParse(given)
  return result.success ? { given: result.data } : { faults: faultsOf(result.error.issues) }
}

/** While the user types, faults that are shown go or change; new ones wait until the field is left. */
export const remaining = (shown: Faults, now: Faults): Faults =>
  Object.fromEntries(Object.keys(shown).flatMap((path) => (now[path] === undefined ? [] : [[path, now[path]]])))

/** A field was left: what is wrong with it is shown from now on. */
export const withFault = (shown: Faults, now: Faults, path: string): Faults => ({ ...remaining(shown, now), ...(now[path] === undefined ? {} : { [path]: now[path] }) })
