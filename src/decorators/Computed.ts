import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'
import type { Knows } from './GlobalSecondaryIndex.js'

/**
 * Fills a column from others, and keeps it so in every write: also in an update of one of them, for which those that are not given
 * are read. It can be a part of keys, indexes, unique values and other computed columns. Nobody else sets it.
 *
 * @param compute Say the class of its parameter, to have its types. Gives the value, or null, of an object that has just the properties of `from`.
 * @throws ModelError when the data source opens, if a property does not exist, or the column would be computed from itself.
 * @example
 * ```ts
 * @Computed({ from: ['email'] }, (user: User) => user.email.toLowerCase()) @Column() emailKey: string
 * ```
 */
export function Computed<const P extends string, Source extends object = Readonly<Record<P, unknown>>>({ from }: { readonly from: readonly P[] }, compute: (source: Source) => unknown) {
  return <T extends Source>(prototype: T & Knows<T, P>, property: string): void => {
    decoratorRecords.computed.push({ target: prototype.constructor as Constructor, property, from, compute: compute as (source: object) => unknown })
  }
}
