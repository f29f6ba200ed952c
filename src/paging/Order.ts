import { InvalidQueryError } from '../errors/InvalidQueryError.js'

export type Direction = 'ASC' | 'DESC'

/** A property to sort by, and the direction. */
export class Order {
  static readonly ASC = 'ASC'
  static readonly DESC = 'DESC'
  static readonly DEFAULT_DIRECTION: Direction = 'ASC'

  readonly direction: Direction

  /** @throws InvalidQueryError for a direction that is neither ASC nor DESC, in capitals or not. */
  constructor(
    readonly property: string,
    direction: string = Order.DEFAULT_DIRECTION,
  ) {
    const upper = direction.toUpperCase()
    if (upper !== 'ASC' && upper !== 'DESC') throw new InvalidQueryError('The parameter sort: a direction is asc or desc.', { code: 'page.sort', path: 'sort' })
    this.direction = upper
  }

  static by(property: string, direction?: string): Order {
    return new Order(property, direction)
  }

  static asc(property: string): Order {
    return new Order(property, Order.ASC)
  }

  static desc(property: string): Order {
    return new Order(property, Order.DESC)
  }
}
