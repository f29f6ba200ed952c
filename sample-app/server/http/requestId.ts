import { randomUUID } from 'node:crypto'
import type { RequestHandler, Response } from 'express'

const header = 'X-Request-Id'

/** Gives each answer an id, by which a client's complaint and the log are brought together: the client's own where it is a sane one. */
export function requestId(): RequestHandler {
  return function identify(request, response, next) {
    const given = request.get(header)
    response.set(header, given !== undefined && /^[\w-]{1,64}$/.test(given) ? given : randomUUID())
    next()
  }
}

/** The id that {@link requestId} has given. */
export const idOf = (response: Response): string => response.get(header) ?? ''
