import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js'
import type { UpdateOperator } from './updateOperator.js'

type Amount = number | bigint | string
type Whole = string | number | bigint | boolean | symbol | Date | Uint8Array | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown> | ((...args: never[]) => unknown) | null | undefined
type IsAny<T> = 0 extends 1 & T ? true : false
type Names<T> = Extract<keyof T, string>

/** The operators that a property's type allows: `Add` for numbers, `Append` for arrays, `AddToSet` for sets. Text is taken for a decimal. */
export type UpdateOperatorOf<T> =
  | UpdateOperator<'Remove', undefined>
  | UpdateOperator<'IfNotExists', NonNullable<T>>
  | (IsAny<T> extends true ? UpdateOperator : never)
  | ([NonNullable<T>] extends [string] ? UpdateOperator<'Add' | 'Subtract', string> : [NonNullable<T>] extends [number] ? UpdateOperator<'Add' | 'Subtract', number> : [NonNullable<T>] extends [Amount] ? UpdateOperator<'Add' | 'Subtract', Amount> : never)
  | (NonNullable<T> extends readonly (infer Member)[] ? UpdateOperator<'Append' | 'Prepend' | 'AddToSet' | 'DeleteFromSet', readonly Member[]> : never)
  | (NonNullable<T> extends ReadonlySet<infer Member> ? UpdateOperator<'AddToSet' | 'DeleteFromSet', readonly Member[]> : never)

/** A value of a property, or of what it holds, or what is done to it. */
type Given<T> = T | UpdateOperatorOf<T> | (NonNullable<T> extends Whole | readonly unknown[] ? never : { readonly [K in keyof NonNullable<T>]?: Given<NonNullable<T>[K]> | null })

/** Paths into a property, each with what stands there: `address.city`, `tags[0]` and `lines[2].quantity` by their types, what lies deeper unchecked. */
type PathsInto<Path extends string, T> =
  IsAny<T> extends true ? Unchecked<Path>
  : T extends Whole ? never
  : T extends readonly (infer Member)[] ? [`${Path}[${number}]`, Member] | Members<`${Path}[${number}]`, NonNullable<Member>>
  : Members<Path, T>

type Members<Path extends string, T> =
  IsAny<T> extends true ? Unchecked<Path>
  : T extends Whole | readonly unknown[] ? (T extends readonly unknown[] ? Unchecked<Path> : never)
  : [keyof T] extends [never] ? Unchecked<Path>
  : { [K in Names<T>]-?: [`${Path}.${K}`, T[K]] | (NonNullable<T[K]> extends Whole ? never : Unchecked<`${Path}.${K}`>) }[Names<T>]

type Unchecked<Path extends string> = [`${Path}.${string}` | `${Path}[${string}`, any]

type Paths<Entity> = { [K in Names<Entity>]-?: PathsInto<K, NonNullable<Entity[K]>> }[Names<Entity>]

/** New values by paths into embedded objects and json columns. What is deeper than two steps is checked when it runs. */
export type UpdatePaths<Entity> = { readonly [Entry in Paths<Entity> as Entry[0]]?: Entry[1] | UpdateOperatorOf<Entry[1]> | null }

type Properties<Entity> = { [K in keyof Entity]?: Given<Entity[K]> | (() => string) | (K extends keyof QueryDeepPartialEntity<Entity> ? QueryDeepPartialEntity<Entity>[K] : never) }

/** What `upsert()` takes: all that TypeORM takes, and operators such as `Add(1)`. */
export type UpsertValues<Entity> = QueryDeepPartialEntity<Entity> | Properties<Entity>

/** What `update()` takes: all that TypeORM takes, operators such as `Add(1)`, and paths such as `'address.city'`. */
export type UpdateValues<Entity> = QueryDeepPartialEntity<Entity> | (Properties<Entity> & UpdatePaths<Entity>)
