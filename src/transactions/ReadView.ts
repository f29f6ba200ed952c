import { keyIdentity } from '../planner/keyIdentity.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** An item as it was stored when a transaction first read it; undefined where it was not there. */
export interface SeenItem {
  readonly table: string
  readonly key: Key
  readonly stored: Item | undefined
}

/** What a transaction has read: of each item what was stored at first, which is what its later reads see. */
export class ReadView {
  private readonly byItem = new Map<string, SeenItem>()
  private readonly reliedOn = new Set<string>()

  /** Takes what was read, whole, and gives what was read first. */
  see(table: string, key: Key, stored: Item | undefined): Item | undefined {
    const identity = keyIdentity(table, key)
    const earlier = this.byItem.get(identity)
    if (earlier !== undefined) return earlier.stored
    this.byItem.set(identity, { table, key, stored })
    return stored
  }

  /** What was read of an item; undefined where it has not been read. */
  seen(table: string, key: Key): SeenItem | undefined {
    return this.byItem.get(keyIdentity(table, key))
  }

  seenIn(table: string): readonly SeenItem[] {
    return [...this.byItem.values()].filter((one) => one.table === table)
  }

  /** The application relies on an item, which must be the same still when the transaction ends. */
  relyOn(table: string, key: Key): void {
    this.reliedOn.add(keyIdentity(table, key))
  }

  /** What was read of the items that are relied on. */
  get relied(): readonly SeenItem[] {
    return [...this.byItem].filter(([identity]) => this.reliedOn.has(identity)).map(([, one]) => one)
  }
}
