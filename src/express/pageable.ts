import { Pageable, type PageableLimits } from '../paging/Pageable.js'
import type { Middleware } from './middleware.js'

/** A request with what {@link pageable} reads of it. */
export interface PageableCarrier {
  readonly query?: unknown
  pageable?: Pageable
}

/**
 * Reads `page`, `size`, `sort` (`property,direction`, repeated) and `exclusiveStartKey` of the query into `request.pageable`.
 * What is wrong there goes to the error handler as a 400 that names the parameter; a size beyond `maxSize` becomes it.
 *
 * @example `app.use(pageable({ maxSize: 100 }))`
 */
export function pageable(limits: PageableLimits = {}): Middleware<PageableCarrier> {
  return function readPageable(request, _response, next) {
    try {
      request.pageable = Pageable.parse({ query: request.query }, limits)
    } catch (error) {
      next(error)
      return
    }
    next()
  }
}

/** {@link pageable} with its defaults: 15 items on a page, 1,000 at most. */
export const pageableRoutes: Middleware<PageableCarrier> = pageable()

declare global {
  // The name under which Express lets requests be extended.
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express {
    interface Request {
      /** Which page is wanted, where pageableRoutes or pageable() has read it. */
      pageable?: Pageable
    }
  }
}
