import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { BeginsWith, datasourceInitializer, dynamoErrorHandler, getRepository, pageable, type DynamoDataSourceOptions } from 'typeorm-dynamodb'
import { Order } from './shop/Order.js'
import { OrderService } from './shop/OrderService.js'
import { User } from './shop/User.js'

/** Hands what a route throws to the error handler, on Express 4 as well. */
const route = (work: (request: Request, response: Response) => Promise<unknown>) => (request: Request, response: Response, next: NextFunction): void => {
  work(request, response).then((answer) => {
    if (!response.headersSent) response.json(answer)
  }, next)
}

/** A text of the query or the body; anything else counts as not given. */
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined)

class BadRequest extends Error {}

function userOf(body: unknown): Pick<User, 'firstname' | 'lastname' | 'age'> {
  const { firstname, lastname, age } = (body ?? {}) as Record<string, unknown>
  const user = { firstname: text(firstname), lastname: text(lastname), age: text(age) }
  if (user.firstname === undefined || user.lastname === undefined || user.age === undefined) throw new BadRequest('firstname, lastname and age must be texts.')
  return user as Pick<User, 'firstname' | 'lastname' | 'age'>
}

export const dataSourceOptions = (options: DynamoDataSourceOptions = {}): DynamoDataSourceOptions => ({ entities: [User, Order], synchronize: true, scans: 'allow', ...options })

/** A service of users and their orders. */
export function createApp(options: DynamoDataSourceOptions): Express {
  const app = express()
  const orders = new OrderService()
  app.disable('x-powered-by')
  app.use(express.json({ limit: '50kb' }))
  app.use(datasourceInitializer(options))
  app.use(pageable({ maxSize: 100 }))

  app.get('/users', route((request) => {
    const age = text(request.query.age)
    const lastname = text(request.query.lastname)
    return getRepository(User).findPage(age === undefined ? {} : { where: { age, ...(lastname === undefined ? {} : { lastname: BeginsWith(lastname) }) } }, request.pageable)
  }))
  app.get('/users/:id', route((request) => getRepository(User).findOneByOrFail({ id: String(request.params.id) })))
  app.post('/users', route(async (request, response) => {
    const users = getRepository(User)
    const user = await users.put(users.create(userOf(request.body)))
    response.status(201).json(user)
  }))
  app.put('/users/:id', route(async (request) => {
    const users = getRepository(User)
    return users.save(users.merge(await users.findOneByOrFail({ id: String(request.params.id) }), userOf(request.body)))
  }))
  app.delete('/users/:id', route(async (request, response) => {
    await getRepository(User).deleteOne(String(request.params.id))
    response.status(204).end()
  }))

  app.get('/users/:id/orders', route((request) => orders.ofUser(String(request.params.id), request.pageable)))
  app.post('/orders', route(async (request, response) => {
    const { userId, product, total } = (request.body ?? {}) as Record<string, unknown>
    const [user, what] = [text(userId), text(product)]
    if (user === undefined || what === undefined || typeof total !== 'number') throw new BadRequest('userId and product must be texts, total a number.')
    response.status(201).json(await orders.place(user, what, total))
  }))

  app.use(dynamoErrorHandler())
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const bad = error instanceof BadRequest
    response.status(bad ? 400 : 500).json({ status: bad ? 400 : 500, message: bad ? error.message : 'Something went wrong.' })
  })
  return app
}
