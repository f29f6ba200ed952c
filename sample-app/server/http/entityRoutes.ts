import { randomUUID } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import type { DeepPartial, FindOptionsWhere, ObjectLiteral } from 'typeorm'
import { ConditionFailedError, getManager, getRepository, Pageable, Sort, TransactionFailedError, type KeyOf } from 'typeorm-dynamodb'
import { z } from 'zod'
import { HttpError } from './HttpError.js'

interface Versioned extends ObjectLiteral {
  id: string
  version: number
}

/** The properties of the primary key, by the names that the path's parameters have. */
export type PathKey = Readonly<Record<string, string>>

export interface EntityRoutes<Entity extends Versioned, Fields extends z.ZodObject, New extends z.ZodType<{ id?: string | undefined }>> {
  /** What a client may set: PUT gives all of it, PATCH a part, with which the whole must be valid. */
  readonly fields: Fields
  /** What POST takes, where it is more than the fields and an id. */
  readonly given?: New
  /** By parameter of the query: the where that it stands for, which an index must serve. Other parameters are refused. */
  readonly filters?: Readonly<Record<string, (text: string) => FindOptionsWhere<Entity>>>
  /** By the name that `sort` gives: the property that an index is sorted by. Others are refused; without `sort` it is the order in which DynamoDB has them. */
  readonly sorts?: Readonly<Record<string, string>>
  /** Stores what POST gives, where that is more than an insert. */
  readonly create?: (given: z.output<New> & { readonly id: string }, key: PathKey) => Promise<Entity>
  /** Deletes what is there, of that version if one is given, where that is more than a deletion. Throws ConditionFailedError where it is not. */
  readonly remove?: (key: PathKey, version: number | undefined) => Promise<void>
}

const id = z.uuid('Give a UUID.')
const text = z.string().max(100, 'Give 100 characters at most.').optional()
const cursor = z.string().max(4000).optional()

/**
 * Lists (in pages), reads, creates, replaces, changes and deletes the entities of a class, each request to DynamoDB one that
 * one would send by hand. All primary columns are UUIDs and parameters of the path, the last of them `id`. `ETag` is the version;
 * `If-Match` with another one is a 412, and a race that is lost after it was compared a 409. What a list of all is, a Query or a
 * Scan, the entity's keys decide: open the data source with `scans: 'refuse'` to have none by mistake.
 *
 * @example
 * ```ts
 * app.use('/api/books', entityRoutes(Book, { fields: z.strictObject({ title: z.string(), author: z.string() }), filters: { author: (author) => ({ author }) } }))
 * app.use('/api/books/:bookId/reviews', entityRoutes(Review, { fields: z.strictObject({ stars: z.int().min(1).max(5) }) }))
 * ```
 */
export function entityRoutes<Entity extends Versioned, Fields extends z.ZodObject, New extends z.ZodType<{ id?: string | undefined }>>(
  entity: new () => Entity, { fields, given, filters = {}, sorts = {}, create, remove }: EntityRoutes<Entity, Fields, New>,
): Router {
  const router = Router({ mergeParams: true })
  const part = z.strictObject(fields.shape).partial()
  const whole = given ?? fields.safeExtend({ id: id.optional() })
  const query = z.strictObject({ size: text, sort: text, exclusiveStartKey: cursor, ...Object.fromEntries(Object.keys(filters).map((name) => [name, text])) })

  const answer = (response: Response, found: Entity): void => void response.set({ ETag: `"${found.version}"`, 'Cache-Control': 'no-cache' }).json(found)

  const change = (read: (body: unknown) => object) => async (request: Request, response: Response): Promise<void> => {
    const [key, version, values] = [keyOf(request), versionOf(request), read(request.body)]
    // What was read is what is saved: one GetItem, and one UpdateItem that depends on its version.
    const changed = await getManager().transaction('REPEATABLE READ', async (manager) => {
      const stored = await manager.get(entity, key as KeyOf<Entity>, { consistent: true })
      if (stored === null) throw new HttpError(404, 'request.nothing')
      if (version !== undefined && version !== stored.version) throw new HttpError(412, 'request.version')
      const before = Object.fromEntries(Object.keys(fields.shape).map((name) => [name, stored[name]]))
      return manager.save(Object.assign(stored, fields.parse({ ...before, ...values })))
    })
    answer(response, changed)
  }

  router.route('/')
    .get(async (request, response) => {
      const asked = query.parse(request.query) as Readonly<Record<string, string | undefined>>
      const { pageSize, sort, exclusiveStartKey } = Pageable.parse({ query: asked }, { defaultSize: 20, maxSize: 100 })
      const where = Object.entries(filters).map(([name, filter]) => (asked[name] ? filter(asked[name]) : {}))
      const order = sortOf(sort, sorts)
      response.set('Cache-Control', 'no-cache').json(await getRepository(entity).findPage({ where: Object.assign({}, keyOf(request), ...where) as never }, Pageable.of(0, pageSize, order, exclusiveStartKey)))
    })
    .post(async (request, response) => {
      const key = keyOf(request)
      const values = whole.parse(request.body) as z.output<New>
      const identified = { ...values, id: values.id ?? randomUUID() }
      const made = await (create === undefined ? insert(entity, { ...identified, ...key }) : create(identified, key))
      response.status(201).location(`${request.baseUrl}/${made.id}`)
      answer(response, made)
    })
    .all(refuseMethod('GET, POST'))

  router.route('/:id')
    .get(async (request, response) => answer(response, await getRepository(entity).findOneByOrFail(keyOf(request) as never)))
    .put(change((body) => fields.parse(body)))
    .patch(change((body) => {
      part.parse(body)
      // As it was given: without defaults for what was not.
      return body as object
    }))
    .delete(async (request, response) => {
      const version = versionOf(request)
      const key = keyOf(request)
      await (remove === undefined ? deleteOne(entity, key, version) : remove(key, version)).catch((error: unknown) => {
        if (error instanceof ConditionFailedError && error.stored === undefined) throw new HttpError(404, 'request.nothing')
        throw version !== undefined && (error instanceof ConditionFailedError || (error instanceof TransactionFailedError && !error.isContention)) ? new HttpError(412, 'request.version') : error
      })
      response.status(204).end()
    })
    .all(refuseMethod('GET, PUT, PATCH, DELETE'))
  return router
}

async function insert<Entity extends Versioned>(entity: new () => Entity, values: object): Promise<Entity> {
  const made = getRepository(entity).create(values as DeepPartial<Entity>)
  await getRepository(entity).insert(made as never)
  return made
}

const deleteOne = <Entity extends Versioned>(entity: new () => Entity, key: PathKey, version: number | undefined): Promise<void> =>
  getRepository(entity).deleteOne(key as KeyOf<Entity>, { condition: (version === undefined ? { id: key.id } : { version }) as FindOptionsWhere<Entity> })

/** The parameters of the path; of a list, those of what it belongs to. No id that could not be one is asked for. */
function keyOf({ params }: Request): PathKey {
  const key = z.record(z.string(), id).safeParse(params)
  if (!key.success) throw new HttpError(404, 'request.nothing')
  return key.data
}

/** The version that the client has seen, if it must be that one. What is no version at all is never the one that is stored. */
function versionOf(request: Request): number | undefined {
  const given = request.get('if-match')?.trim()
  return given === undefined || given === '*' ? undefined : Number(/^"([1-9]\d{0,14})"$/.exec(given)?.[1] ?? -1)
}

function sortOf({ orders }: Sort, sorts: Readonly<Record<string, string>>): Sort {
  const names = Object.keys(sorts)
  if (orders.length > 1 || orders.some(({ property }) => !names.includes(property))) throw new HttpError(400, 'page.sort', names.length === 0 ? 'The parameter sort: there is one order alone.' : `The parameter sort: give one of ${names.join(', ')}.`)
  const [order] = orders
  return order === undefined ? Sort.UNSORTED : Sort.one(sorts[order.property]!, order.direction)
}

const refuseMethod = (allowed: string) => (_request: Request, response: Response): never => {
  response.set('Allow', allowed)
  throw new HttpError(405, 'request.method')
}
