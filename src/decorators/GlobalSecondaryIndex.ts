import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'
import type { Composition, IndexKeyForm } from '../metadata/ModelDefinition.js'

type OneOrMore<P extends string> = P | readonly P[]

export interface GlobalSecondaryIndexOptions<P extends string, J extends string = string> {
  /** 3 to 255 characters of `a-z`, `A-Z`, `0-9`, `_`, `.` and `-`. */
  readonly name: string
  /** One property, or several, which must all be given to use the index. */
  readonly partitionKey: OneOrMore<P>
  /** One property, or several, of which the leading ones may be given. */
  readonly sortKey?: OneOrMore<P> | undefined
  /** What the index holds besides keys: everything (default), nothing, or the properties named. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | readonly J[] | undefined
  /** `composed` (default): several properties are joined into one stored attribute. `native`: DynamoDB's keys of up to four attributes. */
  readonly keys?: IndexKeyForm | undefined
  /** `ordered` (default) keeps order and borders of the parts; `plain` is the older package's join. Only for `composed`. */
  readonly composition?: Composition | undefined
}

type Root<P extends string> = P extends `${infer Head}.${string}` ? Head : P
/** Refuses names that are no properties, and says which. */
export type Knows<T, P extends string> = [Exclude<Root<P>, keyof T & string>] extends [never] ? unknown : { readonly 'not a property of the entity': Exclude<Root<P>, keyof T & string> }

export const asList = <P extends string>(value: OneOrMore<P> | undefined): readonly P[] => (value === undefined ? [] : typeof value === 'string' ? [value] : value)

/**
 * Gives the entity's table a global secondary index and keeps its key attributes right on every write.
 * Each write of an item in the index costs one more write unit per KB of what the index holds; reads are eventually consistent.
 *
 * @throws ModelError when the data source opens, if a property does not exist or cannot be a key.
 * @example
 * ```ts
 * @Entity({ name: 'user' })
 * @GlobalSecondaryIndex({ name: 'ageIndex', partitionKey: 'age', sortKey: ['lastname', 'firstname'] })
 * export class User { … }
 * ```
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function GlobalSecondaryIndex<const P extends string, const J extends string = never>(options: GlobalSecondaryIndexOptions<P, J>) {
  return <T extends object>(target: Constructor<T> & Knows<T, P | J>): void => {
    decoratorRecords.indexes.push({
      target: target as Constructor,
      scope: 'global',
      name: options.name,
      partitionKey: asList(options.partitionKey),
      sortKey: asList(options.sortKey),
      projection: options.projection ?? 'ALL',
      keys: options.keys ?? 'composed',
      composition: options.composition ?? 'ordered',
    })
  }
}
