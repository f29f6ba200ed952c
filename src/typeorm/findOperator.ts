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

/**
 * Finds items that have the attribute, be it NULL.
 *
 * @example `users.find({ where: { age: '42', note: AttributeExists() } })`
 */
export const AttributeExists = (): FindOperator<any> => make<any>('attributeExists', undefined)

/**
 * Finds items that lack the attribute. `IsNull()` also finds those that hold NULL, as the data of others may.
 *
 * @example `users.find({ where: { age: '42', note: AttributeNotExists() } })`
 */
export const AttributeNotExists = (): FindOperator<any> => make<any>('attributeNotExists', undefined)

/**
 * Finds items by the type that an attribute is stored in, by DynamoDB's name of it.
 *
 * @example `orders.find({ where: { customerId, details: AttributeType('M') } })`
 */
export const AttributeType = (type: 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS'): FindOperator<any> => make<any>('attributeType', type)

/**
 * Compares the size of an attribute: characters of text, bytes of binary, members of lists, maps and sets.
 *
 * @example `orders.find({ where: { customerId, tags: Size(MoreThan(3)) } })`
 */
export const Size = (size: number | FindOperator<number>): FindOperator<any> => make<any>('size', size)
