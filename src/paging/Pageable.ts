import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { queryOf, type PageableRequest } from './PageableRequest.js'
import { Sort } from './Sort.js'

export interface PageableLimits {
  /** Items on a page where the request does not say: 15. */
  readonly defaultSize?: number
  /** Items on a page at most, whatever the request says: 1,000. */
  readonly maxSize?: number
}

/**
 * Which page is wanted: its number, counted from zero, or the cursor after which it begins; its size, and its order.
 *
 * @example
 * ```ts
 * const first = await users.findPage({ where: { age: '42' } }, Pageable.of(0, 20))
 * const second = await users.findPage({ where: { age: '42' } }, Pageable.of(1, 20, undefined, first.lastEvaluatedKey))
 * ```
 */
export class Pageable {
  static readonly DEFAULT_PAGE_NUMBER = 0
  static readonly DEFAULT_PAGE_SIZE = 15
  static readonly MAX_PAGE_SIZE = 1000
  static readonly ONE = 1

  /** @throws InvalidQueryError for a page number below zero or a size below one. */
  constructor(
    readonly pageNumber: number = Pageable.DEFAULT_PAGE_NUMBER,
    readonly pageSize: number = Pageable.DEFAULT_PAGE_SIZE,
    readonly sort: Sort = Sort.UNSORTED,
    readonly exclusiveStartKey?: string,
  ) {
    if (!Number.isSafeInteger(pageNumber) || pageNumber < 0) throw new InvalidQueryError('The parameter page: a page number is a whole number from 0.', { code: 'page.number', path: 'page' })
    if (!Number.isSafeInteger(pageSize) || pageSize < 1) throw new InvalidQueryError('The parameter size: a page has a whole number of items from 1.', { code: 'page.size', path: 'size' })
  }

  static of(pageNumber: number, pageSize?: number, sort?: Sort, exclusiveStartKey?: string): Pageable {
    return new Pageable(pageNumber, pageSize, sort, exclusiveStartKey)
  }

  /** The first page of the default size. */
  static getDefault(): Pageable {
    return new Pageable()
  }

  /** The first item. */
  static one(sort?: Sort): Pageable {
    return new Pageable(Pageable.DEFAULT_PAGE_NUMBER, Pageable.ONE, sort)
  }

  /**
   * Reads `page`, `size`, `sort` and `exclusiveStartKey` of a query, all of which may be left out. A size beyond the limit
   * becomes the limit.
   *
   * @throws InvalidQueryError naming the parameter, for anything that is not what it should be.
   */
  static parse(request: PageableRequest, { defaultSize = Pageable.DEFAULT_PAGE_SIZE, maxSize = Pageable.MAX_PAGE_SIZE }: PageableLimits = {}): Pageable {
    const query = queryOf(request)
    const size = Math.min(wholeNumber(query.size, 'size') ?? defaultSize, maxSize)
    return new Pageable(wholeNumber(query.page, 'page'), size, Sort.parse(query), cursor(query.exclusiveStartKey))
  }

  /** `?page=0&size=15&sort=lastname,ASC`, with the cursor if there is one. */
  toQueryString(prefix = '?'): string {
    const parts = [`page=${this.pageNumber}`, `size=${this.pageSize}`, ...this.sort.orders.map((order) => `sort=${encodeURIComponent(order.property)},${order.direction}`)]
    if (this.exclusiveStartKey !== undefined) parts.push(`exclusiveStartKey=${encodeURIComponent(this.exclusiveStartKey)}`)
    return prefix + parts.join('&')
  }
}

function wholeNumber(value: unknown, name: 'page' | 'size'): number | undefined {
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) throw new InvalidQueryError(`The parameter ${name}: it must be one whole number.`, { code: `page.${name}`, path: name })
  return Number(value)
}

function cursor(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw new InvalidQueryError('The parameter exclusiveStartKey: it must be one text, as a page gave it.', { code: 'page.cursor', path: 'exclusiveStartKey' })
  return value
}
