import type { OverlaidItem, Overlay, Sight } from '../client/Overlay.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { ReadView } from './ReadView.js'

export interface ViewOverlayOptions {
  /** Whether what is read by key through this overlay is relied on. */
  readonly relies: boolean
}

/** Items as a transaction has first read them, under what it has written: an item that is read twice is the same. */
export function viewOverlay(writes: Overlay, view: ReadView, { relies }: ViewOverlayOptions): Overlay {
  const note = (table: string, key: Key): void => {
    if (relies) view.relyOn(table, key)
  }
  const sight = (table: string, key: Key, written: Sight | undefined): Sight | undefined => {
    if (written !== undefined && written.known !== 'changed') return written
    const seen = view.seen(table, key)
    return seen === undefined ? written : whole(writes.after(table, key, seen.stored))
  }
  return {
    after(table, key, stored) {
      note(table, key)
      return writes.after(table, key, view.see(table, key, stored))
    },
    sightOf(table, key) {
      note(table, key)
      return sight(table, key, writes.sightOf(table, key))
    },
    itemsOf(table) {
      const written = writes.itemsOf(table).map(({ key, sight: before }): OverlaidItem => ({ key, sight: sight(table, key, before)! }))
      const identities = new Set(written.map(({ key }) => keyIdentity(table, key)))
      const read = view.seenIn(table).filter(({ key }) => !identities.has(keyIdentity(table, key)))
      return [...written, ...read.map(({ key, stored }): OverlaidItem => ({ key, sight: whole(stored) }))]
    },
    keep(table, key, stored) {
      writes.keep(table, key, view.see(table, key, stored))
    },
  }
}

const whole = (item: Item | undefined): Sight => (item === undefined ? { known: 'absent' } : { known: 'image', item })
