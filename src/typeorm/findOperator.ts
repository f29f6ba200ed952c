import { FindOperator } from 'typeorm'

const make = <T>(type: string, value: unknown): FindOperator<T> => new FindOperator<T>(type as never, value as never)

/**
 * Finds text, or bytes, that begins with another: a range of a sort key, or a filter.
 *
 * @example `users.find({ where: { age: '42', lastname: BeginsWith('Do') } })`
 */
export const BeginsWith = <T extends string | Uint8Array>(value: T): FindOperator<T> => make<T>('beginsWith', value)

/**
 * Finds text that contains another, or a list or set that has a member.
 *
 * @example `orders.find({ where: { customerId, note: Contains('fragile') } })`
 */
export const Contains = (value: unknown): FindOperator<any> => make<any>('contains', value)
