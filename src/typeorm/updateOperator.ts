/** What an update can do to a value beside setting it. */
export type UpdateOperatorName = 'Add' | 'Subtract' | 'Append' | 'Prepend' | 'AddToSet' | 'DeleteFromSet' | 'Remove' | 'IfNotExists'

/** A change of what is stored, as a value of `update()`. Made by {@link Add} and its like. */
export class UpdateOperator<Name extends UpdateOperatorName = UpdateOperatorName, Operand = unknown> {
  constructor(
    readonly operator: Name,
    readonly operand: Operand,
  ) {}
}

/**
 * Adds to a number, in one step with other writers. Where none is stored, it adds to 0.
 *
 * @example `await users.update('user-123', { visits: Add(1) })`
 */
export const Add = <T extends number | bigint | string>(amount: T): UpdateOperator<'Add', T> => new UpdateOperator('Add', amount)

/**
 * Takes from a number. Where none is stored, it takes from 0.
 *
 * @example `await accounts.update('a1', { cents: Subtract(4200) }, { condition: { cents: MoreThanOrEqual(4200) } })`
 */
export const Subtract = <T extends number | bigint | string>(amount: T): UpdateOperator<'Subtract', T> => new UpdateOperator('Subtract', amount)

/**
 * Puts members behind those of a list. Where none is stored, they become the list.
 *
 * @example `await orders.update('o1', { events: Append([{ kind: 'paid' }]) })`
 */
export const Append = <T>(members: readonly T[]): UpdateOperator<'Append', readonly T[]> => new UpdateOperator('Append', members)

/**
 * Puts members before those of a list. Where none is stored, they become the list.
 *
 * @example `await orders.update('o1', { events: Prepend([{ kind: 'opened' }]) })`
 */
export const Prepend = <T>(members: readonly T[]): UpdateOperator<'Prepend', readonly T[]> => new UpdateOperator('Prepend', members)

/**
 * Adds members to a set; what is a member already stays one. Where none is stored, they become the set.
 *
 * @example `await users.update('user-123', { roles: AddToSet('editor', 'author') })`
 */
export const AddToSet = <T extends string | number | bigint | Uint8Array>(...members: readonly [T, ...T[]]): UpdateOperator<'AddToSet', readonly T[]> => new UpdateOperator('AddToSet', members)

/**
 * Takes members out of a set. With the last of them the attribute goes.
 *
 * @example `await users.update('user-123', { roles: DeleteFromSet('editor') })`
 */
export const DeleteFromSet = <T extends string | number | bigint | Uint8Array>(...members: readonly [T, ...T[]]): UpdateOperator<'DeleteFromSet', readonly T[]> => new UpdateOperator('DeleteFromSet', members)

/**
 * Removes an attribute, or what a path leads to.
 *
 * @example `await users.update('user-123', { nickname: Remove(), 'settings.theme': Remove() })`
 */
export const Remove = (): UpdateOperator<'Remove', undefined> => new UpdateOperator('Remove', undefined)

/**
 * Sets a value where none is stored.
 *
 * @example `await users.update('user-123', { firstSeen: IfNotExists(new Date()) })`
 */
export const IfNotExists = <T>(value: T): UpdateOperator<'IfNotExists', T> => new UpdateOperator('IfNotExists', value)
