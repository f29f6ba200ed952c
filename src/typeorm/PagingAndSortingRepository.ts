import type { ObjectLiteral } from 'typeorm'
import { DynamoRepository } from './DynamoRepository.js'

/**
 * The repository that this driver hands out, and the class that custom repositories extend.
 *
 * @example
 * ```ts
 * export class UserRepository extends PagingAndSortingRepository<User> {
 *   adults() { return this.find({ where: { age: MoreThan('17') }, scan: true }) }
 * }
 * const users = getCustomRepository(UserRepository, User)
 * ```
 */
export class PagingAndSortingRepository<Entity extends ObjectLiteral> extends DynamoRepository<Entity> {}
