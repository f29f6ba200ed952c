import { isIP } from 'node:net'
import express, { type RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { HttpError } from './HttpError.js'

/**
 * Refuses what is asked for under another name than `localhost`, an address or one of these: a site that has its own name lead to
 * this machine could else read and change everything as if it came from here.
 */
export const knownHosts = (names: readonly string[] = []): RequestHandler => (request, _response, next) => {
  const name = request.hostname?.toLowerCase() ?? ''
  const isKnown = name === 'localhost' || isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0 || names.includes(name)
  next(isKnown ? undefined : new HttpError(421, 'request.host'))
}

const own = ["'self'"]
const none = ["'none'"]

/** Headers that let a page load and reach nothing but what comes from here, and no other page embed it. */
export const securityHeaders = (): RequestHandler => helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: none, scriptSrc: own, styleSrc: own, imgSrc: own, fontSrc: own, connectSrc: own, manifestSrc: own,
      baseUri: none, formAction: own, frameAncestors: none, objectSrc: none,
    },
  },
})

/** Refuses what an address asks beyond `perMinute` requests a minute; the headers `RateLimit` and `RateLimit-Policy` tell what is left. */
export const limitRate = (perMinute: number): RequestHandler => rateLimit({
  windowMs: 60_000,
  limit: perMinute,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  // Nobody stands in front of this server, so that nobody is believed about addresses.
  validate: { xForwardedForHeader: false, forwardedHeader: false },
  handler: (_request, _response, next) => next(new HttpError(429, 'request.tooMany')),
})

const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** Reads bodies of JSON, of 50 KB at most, and refuses others. */
export const jsonBody = (): RequestHandler[] => [
  (request, _response, next) => {
    const isOther = withBody.has(request.method) && request.get('content-length') !== '0' && request.is('application/json') === false
    next(isOther ? new HttpError(415, 'request.type') : undefined)
  },
  express.json({ limit: '50kb' }),
]
