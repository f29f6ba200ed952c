import { sortable } from '../../shared/sortName.js'

/** A list of persons as far as it is loaded: those whose last name begins with `prefix`, in order, up to `end`. */
export interface PersonRange {
  readonly prefix: string
  readonly descending: boolean
  /** The list key of the last person that was loaded; `undefined` once the last page was. */
  readonly end?: string | undefined
}

/** The end of all texts. */
const top = '\uffff'

/** Comes before everything that a name can have, so that a name comes before all that begin with it. */
export const separator = '\0'

/** By what the server's index sorts persons, as text. */
export const listKey = ({ sortName, id }: { readonly sortName: string; readonly id: string }): string => `${sortName}${separator}${id}`

/**
 * The lowest and the highest list key of what is loaded. A person between them belongs into the list; one beyond comes with a later
 * page, and must not be shown before, or there would be a gap that nobody sees.
 */
export function bounds({ prefix, descending, end }: PersonRange): readonly [from: string, to: string] {
  const first = sortable(prefix)
  return descending ? [end ?? first, `${first}${top}`] : [first, end ?? `${first}${top}`]
}

export function belongs(range: PersonRange, person: { readonly sortName: string; readonly id: string }): boolean {
  const [from, to] = bounds(range)
  const key = listKey(person)
  return from <= key && key <= to
}
