import type { Item, Key } from '../vocabulary/AttributeValue.js'

/** What a reader knows of an item that it sees otherwise than it is stored. */
export type Sight =
  /** All of it, whatever is stored. */
  | { readonly known: 'image'; readonly item: Item }
  /** It sees none. */
  | { readonly known: 'absent' }
  /** A change of what is stored, which has not been read. */
  | {
      readonly known: 'changed'
      /** The attributes whose values are certain all the same, the key among them. */
      readonly item: Item
      /** Names of the attributes of which all is certain: those of `item`, and those that will be absent. */
      readonly certain: ReadonlySet<string>
    }

export interface OverlaidItem {
  readonly key: Key
  readonly sight: Sight
}

/**
 * The items that a reader sees otherwise than they are stored: what its transaction has written and not sent, or has read
 * before. Readers lay it over what DynamoDB gives.
 */
export interface Overlay {
  /** An item as the reader sees it, from what is stored, read whole; undefined where it sees none. */
  after(table: string, key: Key, stored: Item | undefined): Item | undefined
  /** What is known of one item before it is read; undefined where it is seen as it is stored. */
  sightOf(table: string, key: Key): Sight | undefined
  /** The items of a table that are seen otherwise than they are stored, each once. */
  itemsOf(table: string): readonly OverlaidItem[]
  /** Takes what is stored under a key, read whole and consistently: a change of it is an image from then on, and not read again. */
  keep(table: string, key: Key, stored: Item | undefined): void
}
