import { QueryClient } from '@tanstack/query-core'
import { queryCollectionOptions, type QueryCollectionUtils } from '@tanstack/query-db-collection'
import { createCollection, type Collection, type NonSingleResult } from '@tanstack/react-db'
import { dismissAlert, showAlert } from './alert.js'
import { changed, given, type Entity, type Resource } from './resources.js'
import { Refused, send } from './send.js'
import { createVersionLedger } from './versionLedger.js'

/** Reads fail at once and say so, rather than to wait for a network; what is loaded is kept up to date by live events. */
export const queryClient = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false, staleTime: Infinity } } })

export interface RestCollection<Row extends Entity> {
  /** TanStack DB's collection: `insert`, `update` and `delete` are shown at once, and undone where the server refuses them. */
  readonly rows: Collection<Row, string, QueryCollectionUtils<Row, string, Row, Error>, never, Row> & NonSingleResult
  /** Inserts a row, unless it came by a live event because only the answer to an earlier attempt was lost: then what is different is changed. */
  readonly create: (row: Row, more?: Record<string, unknown>) => Promise<unknown>
  /** Takes what the server says is stored, unless something newer is held. */
  readonly take: (rows: readonly Row[]) => void
  /** Takes what the stream tells: a row, or that there is none any more. */
  readonly told: (news: News<Row>) => void
  /** Events were missed: what is read next is right, whatever is held. */
  readonly forget: () => void
}

export interface News<Row extends Entity> {
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly id: string
  readonly entity?: Row
}

/** What a form hands over with an update or a delete: the row as it was when the form was opened. */
export interface Began<Row extends Entity> {
  readonly began: Row
}

/** Somebody else has changed the row meanwhile; `newer` is how. */
export class Conflict<Row extends Entity = Entity> extends Error {
  constructor(readonly newer: Row) {
    super('Somebody else has changed it meanwhile. The newer state is shown.')
  }
}

interface Options<Row extends Entity> {
  readonly resource: Resource<Row>
  /** The resource's path under /api, such as `/persons/42/addresses`. */
  readonly path: string
  /** Reads all rows that are to be held. */
  readonly read: () => Promise<readonly Row[]>
}

/** Turns a REST resource into a collection of TanStack DB. */
export function restCollection<Row extends Entity>({ resource, path, read }: Options<Row>): RestCollection<Row> {
  const { fields, title, one } = resource
  const ledger = createVersionLedger()
  const accepted = (row: Row): boolean => ledger.accepts(row, rows.has(row.id))
  const url = (id: string): string => `${path}/${id}`

  const take = (found: readonly Row[]): void => {
    const news = found.filter(accepted)
    if (news.length > 0) void rows.utils.writeUpsert(news)
  }
  /** The collection refuses to remove what it does not hold; then there is nothing to do. */
  const drop = (id: string): Promise<void> => rows.utils.writeDelete(id).catch(() => undefined)

  /** The row as it is stored, or that it is not any more. */
  const reread = async (id: string): Promise<Row> => {
    try {
      return await send<Row>(url(id))
    } catch (error) {
      if (error instanceof Refused && error.status === 404) {
        ledger.removed(id)
        await drop(id)
        throw new Refused(404, `The ${one} has been deleted meanwhile.`)
      }
      throw error
    }
  }

  /**
   * Writes under the version that the form began with. Where that is not the stored one, but every field of the form still is (a counter
   * has moved), the write is repeated under the stored version; anything else is a conflict for the user to decide.
   */
  const sendUnder = async <Answer>(began: Row, write: (version: number) => Promise<Answer>): Promise<Answer> => {
    try {
      return await write(began.version)
    } catch (error) {
      if (!(error instanceof Refused && (error.outdated || error.status === 404))) throw error
      const newer = await reread(began.id)
      if (changed(fields, began, newer).length === 0) return write(newer.version)
      take([newer])
      throw new Conflict(newer)
    }
  }

  /** Ids are made here: a row that has this one was created by a request whose answer was lost. */
  const alreadyCreated = (row: Row) => async (error: unknown): Promise<Row> => {
    if (!(error instanceof Refused && error.status === 409)) throw error
    const stored = await reread(row.id)
    if (changed(fields, row, stored).length > 0) throw error
    return stored
  }

  /** Every handler's frame: a failure is shown, and thrown so that TanStack DB takes the change back. Nothing is read again. */
  const persist = async <Mutation>(mutations: readonly Mutation[], write: (mutation: Mutation) => Promise<void>): Promise<{ refetch: false }> => {
    try {
      for (const mutation of mutations) await write(mutation)
      dismissAlert()
      return { refetch: false }
    } catch (error) {
      const { message } = error as Error
      showAlert(error instanceof Conflict ? message : `Not saved: ${message}`)
      throw error
    }
  }
  const beganOf = (metadata: unknown, original: Row): Row => (metadata as Began<Row> | undefined)?.began ?? original

  const rows: RestCollection<Row>['rows'] = createCollection(queryCollectionOptions<Row, Error, readonly string[], string>({
    queryClient,
    queryKey: [path],
    queryFn: async () => (await read()).flatMap((row) => (accepted(row) ? [row] : (rows.get(row.id) ?? []))),
    getKey: ({ id }) => id,
    onInsert: ({ transaction }) => persist(transaction.mutations, async ({ modified, metadata }) => {
      const body = { ...given(fields, modified), id: modified.id, ...(metadata as object | undefined) }
      take([await send<Row>(path, { method: 'POST', body, action: `Created ${title(modified)}` }).catch(alreadyCreated(modified))])
    }),
    onUpdate: ({ transaction }) => persist(transaction.mutations, async ({ original, modified, metadata }) => {
      const body = Object.fromEntries(changed(fields, original, modified).map(({ name }) => [name, given(fields, modified)[name]]))
      const write = (version: number) => send<Row>(url(original.id), { method: 'PATCH', body, version, action: `Changed ${title(modified)}` })
      take([await sendUnder(beganOf(metadata, original), write)])
    }),
    onDelete: ({ transaction }) => persist(transaction.mutations, async ({ original, metadata }) => {
      await sendUnder(beganOf(metadata, original), (version) => send(url(original.id), { method: 'DELETE', version, action: `Deleted ${title(original)}` }))
      ledger.removed(original.id)
      await drop(original.id)
    }),
  }))

  const told = ({ event, id, entity }: News<Row>): void => {
    if (entity === undefined) {
      ledger.removalTold(id)
      void drop(id)
      return
    }
    if (event === 'INSERT') ledger.madeAnew(id)
    take([entity])
  }
  const create = (row: Row, more: Record<string, unknown> = {}): Promise<unknown> => {
    const known = rows.get(row.id)
    if (known === undefined) return rows.insert(row, { metadata: more }).when('settled')
    dismissAlert()
    return rows.update(row.id, { metadata: { began: known } }, (draft) => { Object.assign(draft, given(fields, row)) }).when('settled')
  }
  return { rows, create, take, told, forget: ledger.forget }
}
