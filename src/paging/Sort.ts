import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { Order } from './Order.js'
import { queryOf, type PageableRequest } from './PageableRequest.js'

const maxOrders = 8

/** The properties to sort by, in turn. */
export class Sort {
  static readonly UNSORTED = new Sort([])

  constructor(readonly orders: readonly Order[]) {}

  /** @example `Sort.one('lastname', 'DESC')` */
  static one(property: string, direction?: string): Sort {
    return new Sort([Order.by(property, direction)])
  }

  static by(properties: readonly (string | Order)[]): Sort {
    return new Sort(properties.map((property) => (typeof property === 'string' ? Order.by(property) : property)))
  }

  /**
   * Reads `sort=property,direction`, which may be repeated.
   *
   * @throws InvalidQueryError for anything else.
   */
  static parse(request: PageableRequest): Sort {
    const { sort } = queryOf(request)
    if (sort === undefined || sort === '') return Sort.UNSORTED
    const texts = Array.isArray(sort) ? (sort as unknown[]) : [sort]
    if (texts.length > maxOrders) throw new InvalidQueryError(`The parameter sort: it can be given ${maxOrders} times at most.`, { code: 'page.sort', path: 'sort' })
    return new Sort(texts.map(parseOrder))
  }
}

function parseOrder(text: unknown): Order {
  const [, property, direction] = (typeof text === 'string' && /^([\p{L}\p{N}_$.]{1,255})(?:,(asc|desc))?$/iu.exec(text)) || []
  if (property === undefined) throw new InvalidQueryError('The parameter sort: it must be a property, or a property and a direction, such as lastname,desc.', { code: 'page.sort', path: 'sort' })
  return Order.by(property, direction)
}
