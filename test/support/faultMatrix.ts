import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { TypeORMError, type EntitySchema } from 'typeorm'
import { BatchIncompleteError, type DynamoDataSource, type DynamoDataSourceOptions } from '../../src/index.js'
import { clientConfig, endpoint } from './engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from './faultProxy.js'
import { impatientHandler } from './impatientHandler.js'
import { openWith } from './openWith.js'
import { isInShare } from './shareOfLine.js'
import { retryAtOnce, withoutPauses } from './withoutPauses.js'

/** A way through the driver, which works on items whose ids begin with the one given. */
export interface FaultPath {
  readonly name: string
  /** Stores what the path works on. */
  readonly given?: (id: string, source: DynamoDataSource) => Promise<unknown>
  readonly run: (id: string, source: DynamoDataSource) => Promise<unknown>
  /** The action that is not sent again, since a second sending might do the work twice. */
  readonly once?: string
  /** Its writes go in several requests: some may be done when another fails. */
  readonly several?: boolean
  /** What stands behind the id in the ids of the items that are looked at: `''`, `b` and `c` where not given. */
  readonly suffixes?: readonly string[]
}

type State = Readonly<Record<string, string>>

const lost: readonly Fault[] = ['cut-before', 'cut-after', 'error-500-before', 'error-500']
const undone: ReadonlySet<Fault> = new Set<Fault>(['cut-before', 'error-500-before', 'throttle', 'throttle-one', 'conflict', 'in-progress', 'untaken'])
const singleWrites: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem'])
const writes: ReadonlySet<string> = new Set([...singleWrites, 'BatchWriteItem', 'TransactWriteItems'])
const batches: ReadonlySet<string> = new Set(['BatchGetItem', 'BatchWriteItem'])

/** The faults that a request of an action can meet once. */
function faultsOf(action: string): readonly Fault[] {
  return [...lost, 'slow', ...endlessFaultsOf(action).filter((fault) => !lost.includes(fault)), ...(batches.has(action) ? ['unprocessed' as const] : [])]
}

/** Those that it can meet for ever. */
function endlessFaultsOf(action: string): readonly Fault[] {
  return [
    ...lost, 'throttle',
    ...(singleWrites.has(action) ? ['conflict' as const] : []),
    ...(action === 'TransactWriteItems' || action === 'TransactGetItems' ? ['conflict' as const, 'throttle-one' as const] : []),
    ...(action === 'TransactWriteItems' ? ['in-progress' as const] : []),
    ...(batches.has(action) ? ['untaken' as const] : []),
  ]
}

/** How a request ends that meets a fault each time that it is sent. */
function ending(action: string, fault: Fault, isWrite: boolean): string {
  if (action === 'BatchWriteItem' || fault === 'untaken') return 'BatchIncompleteError'
  if (fault === 'throttle' || fault === 'throttle-one') return 'ThrottledError'
  if (fault === 'conflict') return 'TransactionConflictError'
  if (fault === 'in-progress') return 'OutcomeUnknownError'
  return isWrite ? 'OutcomeUnknownError' : 'ServiceError'
}

interface Done {
  readonly ended: string
  readonly result: string
  readonly state: State
  readonly met: boolean
  readonly actions: readonly string[]
  /** Of a batch of writes, the items that its error names. */
  readonly unwritten: readonly string[] | undefined
}

export interface FaultMatrix {
  open(): Promise<void>
  close(): Promise<void>
  /** Everything that went another way than it must, of all faults that the requests of a path can meet. */
  surprises(path: FaultPath): Promise<string[]>
}

export interface MatrixOptions {
  readonly options?: DynamoDataSourceOptions
  /** Makes what the first path would otherwise make by the way. */
  readonly first?: (source: DynamoDataSource) => Promise<unknown>
  /** The items of an id, where they are not those of the entities' tables whose key is the id. */
  readonly items?: (source: DynamoDataSource, id: string) => readonly { readonly tableName: string; readonly key: Readonly<Record<string, { S: string }>> }[]
  /** What is looked at besides the items of the entities: a text for each name. */
  readonly also?: (id: string) => Promise<Readonly<Record<string, string>>>
}

const itemsOfTables: NonNullable<MatrixOptions['items']> = (source, id) => source.entityMetadatas.map(({ tableName }) => ({ tableName, key: { id: { S: id } } }))

/**
 * Runs paths through a proxy: first without faults, to learn their requests; then, each time on items of its own, with each fault
 * at each request, once and for ever. On TypeORM's older line each path runs, but meets only a share of these faults, in turn over
 * all paths and requests: what answers them lies below TypeORM.
 */
export function faultMatrix(entities: readonly (Function | EntitySchema)[], { options = {}, first, items = itemsOfTables, also }: MatrixOptions = {}): FaultMatrix {
  const engine = new DynamoDBClient(clientConfig())
  let proxy: FaultProxy
  let source: DynamoDataSource
  let pause: () => void
  let drawn = 0
  let considered = 0

  async function look(id: string, suffixes: readonly string[] = ['', 'b', 'c']): Promise<State> {
    const wanted = suffixes.flatMap((suffix) => items(source, `${id}${suffix}`))
    const state: Record<string, string> = {}
    for (let at = 0; at < wanted.length; at += 100) {
      const RequestItems: Record<string, { Keys: Readonly<Record<string, { S: string }>>[]; ConsistentRead: true }> = {}
      for (const { tableName, key } of wanted.slice(at, at + 100)) (RequestItems[tableName] ??= { Keys: [], ConsistentRead: true }).Keys.push(key)
      const { Responses = {} } = await engine.send(new BatchGetItemCommand({ RequestItems }))
      for (const [table, found] of Object.entries(Responses)) for (const item of found) state[plain(`${table} ${textOf(Object.fromEntries(Object.keys(wanted[0]!.key).map((name) => [name, item[name]!])))}`, id)] = plain(unmarshall(item), id)
    }
    for (const [name, text] of Object.entries((await also?.(id)) ?? {})) state[plain(name, id)] = plain(text, id)
    return state
  }

  async function run(path: FaultPath, meets: (action: string, nth: number) => Fault | undefined): Promise<Done> {
    const id = `i${++drawn}x`
    await path.given?.(id, source)
    proxy.reset()
    let met = false
    proxy.meet((action, nth) => {
      const fault = meets(action, nth)
      met ||= fault !== undefined
      return fault
    })
    const [ended, result, unwritten] = await path.run(id, source).then(
      (given) => ['success', plain(given, id), undefined] as const,
      (error: unknown) => [nameOf(error), '', unwrittenOf(error)?.map((name) => plain(name, id))] as const,
    )
    const actions = proxy.requests.map(({ action }) => action)
    proxy.reset()
    return { ended, result, unwritten, state: await look(id, path.suffixes), met, actions }
  }

  async function surprises(path: FaultPath): Promise<string[]> {
    const { state: before } = await run({ ...path, run: () => Promise.resolve() }, () => undefined)
    const usual = await run(path, () => undefined)
    if (usual.ended !== 'success') return [`without faults: ${usual.ended}`]
    const { state: after } = usual
    const found: string[] = []
    for (const action of new Set(usual.actions)) {
      const count = usual.actions.filter((one) => one === action).length
      const isWrite = writes.has(action) || path.once === action
      for (let at = 1; at <= Math.min(count, 3); at++) {
        const check = (fault: Fault, often: string, done: Done, expected: string): void => {
          const where = `${fault} ${often} at ${action} ${at}`
          if (!done.met) found.push(`${where}: never met`)
          if (done.ended !== expected) found.push(`${where}: ${done.ended}, not ${expected}`)
          if (done.ended === 'success' && done.result !== usual.result) found.push(`${where}: gives ${done.result}, not ${usual.result}`)
          const wrong = wrongIn(done, { before, after, whole: done.ended === 'success' ? 'after' : path.several === true ? 'any' : isWrite && !undone.has(fault) ? 'after' : 'before' })
          if (wrong !== undefined) found.push(`${where}: ${done.ended}, but ${wrong}`)
        }
        for (const fault of faultsOf(action)) {
          if (!isInShare(considered++)) continue
          const done = await run(path, (one, nth) => (one === action && nth === at ? fault : undefined))
          const open = path.once === action && (fault === 'slow' || lost.includes(fault))
          check(fault, 'once', done, open ? 'OutcomeUnknownError' : 'success')
        }
        for (const fault of endlessFaultsOf(action)) if (isInShare(considered++)) check(fault, 'for ever', await run(path, (one, nth) => (one === action && nth >= at ? fault : undefined)), ending(action, fault, isWrite))
      }
    }
    return found
  }

  return {
    open: async () => {
      const { requestHandler, giveUp } = impatientHandler()
      proxy = await startFaultProxy(endpoint(), { onHeld: giveUp })
      source = (await openWith(entities, { ...options, clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, retryStrategy: retryAtOnce(3), requestHandler } })).dataSource
      await first?.(source)
      pause = withoutPauses()
    },
    close: async () => {
      pause()
      await source.destroy()
      engine.destroy()
      await proxy.stop()
    },
    surprises,
  }
}

/** Each item is as before or after, of a single request all of them; and what a batch does not name as left is done. */
function wrongIn({ state, unwritten }: Done, { before, after, whole }: { readonly before: State; readonly after: State; readonly whole: 'before' | 'after' | 'any' }): string | undefined {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(state)])) {
    const is = state[name]
    const asBefore = is === before[name]
    const asAfter = is === after[name]
    const right = unwritten !== undefined ? asAfter || (asBefore && unwritten.includes(name)) : whole === 'any' ? asBefore || asAfter : whole === 'before' ? asBefore : asAfter
    if (!right) return `${name} is ${is ?? 'not there'} (before: ${before[name] ?? 'not there'}, after: ${after[name] ?? 'not there'})`
  }
  return undefined
}

const textOf = (key: Readonly<Record<string, { readonly S?: string | undefined }>>): string => Object.values(key).map(({ S }) => S).join(' ')

function unwrittenOf(error: unknown): string[] | undefined {
  if (!(error instanceof BatchIncompleteError) || error.operation !== 'BatchWriteItem') return undefined
  return error.unwritten.map(({ table, key }) => `${table} ${textOf(key)}`)
}

/** Errors of ours and of TypeORM by their names; others are marked. */
function nameOf(error: unknown): string {
  if (error instanceof TypeORMError) return error.name
  return `raw ${error instanceof Error ? `${error.name}: ${error.message}` : typeof error}`
}

/** What differs from run to run is made alike: ids, dates, and the order of lists. */
function plain(value: unknown, id: string): string {
  if (typeof value === 'string') return value.replaceAll(id, '*')
  return (JSON.stringify(value, (_, one: unknown) => (Array.isArray(one) ? one.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : one)) ?? 'undefined')
    .replaceAll(id, '*')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a date')
}
