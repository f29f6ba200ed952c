/**
 * What of the server's news is new. Answers, pages and live events come in any order and some of them late, so each row that comes is
 * asked for here: an older one never goes over a newer, and what was deleted does not come back.
 */
export interface VersionLedger {
  /** Whether a row may be shown, `held` telling whether one of this id is; notes its version if so. */
  readonly accepts: (row: { readonly id: string; readonly version: number }, held: boolean) => boolean
  /** The row was deleted from here: rows that are on their way are of before. */
  readonly removed: (id: string) => void
  /** The stream told that it was deleted. A stream tells in order, so a row that it tells later was made anew with the same id. */
  readonly removalTold: (id: string) => void
  readonly madeAnew: (id: string) => void
  /** Events were missed: what is read from now on is right, whatever was known. */
  readonly forget: () => void
}

export function createVersionLedger(): VersionLedger {
  const newest = new Map<string, number>()
  const gone = new Map<string, 'here' | 'told'>()
  return {
    accepts: ({ id, version }, held) => {
      if (gone.has(id) || (held && version < (newest.get(id) ?? 0))) return false
      newest.set(id, version)
      return true
    },
    removed: (id) => {
      if (!gone.has(id)) gone.set(id, 'here')
    },
    removalTold: (id) => void gone.set(id, 'told'),
    madeAnew: (id) => {
      if (gone.get(id) === 'told') gone.delete(id)
    },
    forget: () => {
      newest.clear()
      gone.clear()
    },
  }
}
