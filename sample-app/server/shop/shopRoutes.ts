import { Router } from 'express'
import { BeginsWith, getRepository, pageable } from 'typeorm-dynamodb'
import { z } from 'zod'
import { OrderService } from './OrderService.js'
import { User } from './User.js'

const text = z.string().min(1, 'Give a text.').max(200, 'Give 200 characters at most.')
const UserSchema = z.object({ firstname: text, lastname: text, age: text })
const OrderSchema = z.object({ userId: text, product: text, total: z.number('Give a number.') })
const SearchSchema = z.object({ age: text.optional(), lastname: text.optional() })
  .refine(({ age, lastname }) => lastname === undefined || age !== undefined, { path: ['lastname'], message: 'Give age too: the index has last names within an age.' })

/** Users and their orders. */
export function shopRoutes(): Router {
  const router = Router()
  const orders = new OrderService()
  router.use(pageable({ maxSize: 100 }))

  router.get('/users', async (request, response) => {
    const { age, lastname } = SearchSchema.parse(request.query)
    response.json(await getRepository(User).findPage(age === undefined ? {} : { where: { age, ...(lastname === undefined ? {} : { lastname: BeginsWith(lastname) }) } }, request.pageable))
  })
  router.get('/users/:id', async (request, response) => {
    response.json(await getRepository(User).findOneByOrFail({ id: request.params.id }))
  })
  router.post('/users', async (request, response) => {
    const users = getRepository(User)
    response.status(201).json(await users.put(users.create(UserSchema.parse(request.body))))
  })
  router.put('/users/:id', async (request, response) => {
    const users = getRepository(User)
    const given = UserSchema.parse(request.body)
    response.json(await users.save(users.merge(await users.findOneByOrFail({ id: request.params.id }), given)))
  })
  router.delete('/users/:id', async (request, response) => {
    await getRepository(User).deleteOne(request.params.id)
    response.status(204).end()
  })

  router.get('/users/:id/orders', async (request, response) => {
    response.json(await orders.ofUser(request.params.id, request.pageable))
  })
  router.post('/orders', async (request, response) => {
    const { userId, product, total } = OrderSchema.parse(request.body)
    response.status(201).json(await orders.place(userId, product, total))
  })
  return router
}
