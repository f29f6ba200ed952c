import express, { type Express } from 'express'
import { datasourceInitializer, type DynamoDataSourceOptions } from 'typeorm-dynamodb'
import { errorHandler } from './http/errorHandler.js'
import { HttpError } from './http/HttpError.js'
import type { LiveChanges } from './http/liveChanges.js'
import { requestId } from './http/requestId.js'
import { RequestLogger } from './http/RequestLogger.js'
import { requestReport } from './http/requestReport.js'
import { jsonBody, knownHosts, limitRate, securityHeaders } from './http/security.js'
import { servePage } from './http/servePage.js'
import { peopleRoutes } from './people/peopleRoutes.js'
import { Person } from './people/Person.js'
import { parts } from './people/PersonService.js'
import { Order } from './shop/Order.js'
import { shopRoutes } from './shop/shopRoutes.js'
import { User } from './shop/User.js'

export interface AppOptions {
  /** Where the built page lies; without it there is none. */
  readonly pageFolder?: string | undefined
  /** Requests that an address may send in a minute: 600. */
  readonly rateLimit?: number | undefined
  /** Whether each answer tells in `DynamoDB-Requests` what DynamoDB was asked for it: true. */
  readonly showRequests?: boolean | undefined
  /** By what names it is asked, beside `localhost` and addresses; in small letters. */
  readonly hostNames?: readonly string[] | undefined
  /** Tells pages what changes, at `/api/events`; without it they are not told. */
  readonly live?: LiveChanges | undefined
}

export const dataSourceOptions = (options: DynamoDataSourceOptions = {}): DynamoDataSourceOptions => ({ entities: [User, Order, Person, ...Object.values(parts)], synchronize: true, scans: 'allow', logger: new RequestLogger(), ...options })

/** A service of people with a page, and of users and their orders. */
export function createApp(options: DynamoDataSourceOptions, { pageFolder, rateLimit = 600, showRequests = true, hostNames, live }: AppOptions = {}): Express {
  const app = express()
  app.disable('x-powered-by')
  // Versions are the tags of entities; nothing else has one.
  app.disable('etag')
  app.use(requestId(), securityHeaders(), knownHosts(hostNames))
  if (pageFolder !== undefined) app.use(servePage(pageFolder))
  if (showRequests) app.use(requestReport())
  app.use(limitRate(rateLimit), jsonBody())
  if (live !== undefined) app.get('/api/events', (request, response) => live.route(request, response))
  app.use(datasourceInitializer(options))
  app.use('/api', peopleRoutes())
  app.use(shopRoutes())
  app.use(() => {
    throw new HttpError(404, 'request.nothing')
  })
  app.use(errorHandler())
  return app
}
