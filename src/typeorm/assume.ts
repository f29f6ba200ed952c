import type { Overlay } from '../client/Overlay.js'
import type { Condition } from '../expressions/Condition.js'
import { keyIdentity } from '../planner/keyIdentity.js'
import { unchanged } from '../planner/unchanged.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { EntityStore } from './EntityStore.js'

/** What is taken to be stored of an entity that is being saved, laid over what the save would read. */
export interface Assumption extends Overlay {
  /** Whether a write was made from it. */
  readonly isRelied: boolean
  /** What the item has become by that write. */
  readonly left: Item | undefined
  /** What a write that is made from an item depends on, where it is this one and nothing else tells whether it is still stored. */
  relyOn(base: Item): Condition | undefined
  /** Takes note of what the writes that were sent have made of the item. */
  settle(after: Overlay['after']): void
}

/**
 * Takes an item to be what is stored.
 *
 * @param isFresh DynamoDB has given it just now, so that a write may be made from it as from one that was read for it.
 */
export function assume({ model }: EntityStore, key: Key, item: Item, isFresh: boolean): Assumption {
  const identity = keyIdentity(model.table, key, model.keyNames)
  let isRelied = isFresh
  let left: Item | undefined
  return {
    get isRelied() {
      return isRelied
    },
    get left() {
      return left
    },
    relyOn: (base) => {
      if (base !== item) return undefined
      isRelied = true
      // A save compares all columns with what is stored, not only those that it writes. Where there is a version, that tells of all.
      return isFresh || model.version !== undefined ? undefined : unchanged(key, item, model.attributes.map(({ name }) => name))
    },
    settle: (after) => void (left = after(model.table, key, item)),
    after: (_table, _key, stored) => stored,
    sightOf: (table, asked) => (keyIdentity(table, asked, model.keyNames) === identity ? { known: 'image', item } : undefined),
    itemsOf: () => [],
    keep: () => undefined,
  }
}
