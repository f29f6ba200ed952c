import type { ObjectLiteral } from 'typeorm'
import type { CountedPage, Page } from '../paging/Page.js'
import { Pageable } from '../paging/Pageable.js'
import type { DynamoFindPageOptions } from './DynamoFindOptions.js'
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
export class PagingAndSortingRepository<Entity extends ObjectLiteral> extends DynamoRepository<Entity> {
  /**
   * Finds one page: exactly as many entities as asked for, unless the end is reached. Go on with `lastEvaluatedKey` as the next
   * `exclusiveStartKey`; a page number skips by counting, and pays for what it skips.
   *
   * Costs: one Query or Scan where no filter stands, one more for a page number; half a read unit per 4 KB skipped or looked at, one item beyond the page included.
   *
   * @throws InvalidQueryError for a cursor of another question, an order that no index serves, or a number too far on.
   * @example `const page = await users.findPage({ where: { age: '42' } }, Pageable.of(0, 20))`
   */
  async findPage(options: DynamoFindPageOptions<Entity> = {}, pageable: Pageable = Pageable.getDefault()): Promise<Page<Entity>> {
    return this.createQueryBuilder(this.metadata.name).setFindOptions(options).getPage(pageable)
  }

  /**
   * Finds one page and counts all: {@link findPage} is what scales.
   *
   * Costs: a page, and a Query or Scan per MB of all that matches; half a read unit per 4 KB of both.
   */
  async findPageWithCountExpensive(options: DynamoFindPageOptions<Entity> = {}, pageable: Pageable = Pageable.getDefault()): Promise<CountedPage<Entity>> {
    const { maxEvaluated: _evaluated, maxRequests: _requests, ...all } = options
    const [page, totalElements] = await Promise.all([this.findPage(options, pageable), this.count(all as DynamoFindPageOptions<Entity>)])
    return { ...page, totalElements, totalPages: Math.ceil(totalElements / pageable.pageSize) }
  }
}
