import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

/**
 * - `cut-before`: the request is not forwarded, the connection ends.
 * - `cut-after`: the work is done, the answer is lost.
 * - `error-500-before` and `error-500`: an internal error in place of the work, or of its answer.
 * - `slow`: the work is done, and the answer is held back until the client has given it up.
 * - `throttle`, `conflict`: DynamoDB's refusals; nothing is done. Of a transaction, `throttle-one` cancels it for one operation.
 * - `in-progress`: a transaction with the same token is said to be under way; nothing is done.
 * - `unprocessed`, `untaken`: of a batch the first half is done, or nothing.
 */
export type Fault = 'cut-before' | 'cut-after' | 'error-500-before' | 'error-500' | 'slow' | 'throttle' | 'throttle-one' | 'conflict' | 'in-progress' | 'unprocessed' | 'untaken'

type Json = Record<string, unknown>
/** By table: the requests of a batch of writes, or what is read of it. */
type Batch = Record<string, unknown[] | { readonly Keys: unknown[] }>

export interface FaultProxy {
  readonly endpoint: string
  /** Every request that arrived, in order. */
  readonly requests: { readonly action: string; readonly input: Json }[]
  /** The next request of the action meets the fault, once; several are met in order. */
  next(action: string, ...faults: readonly Fault[]): void
  /** Every request asks what it meets: by its action, and the how manieth of that action it is. */
  meet(choose: (action: string, nth: number) => Fault | undefined): void
  /** Forgets requests, faults and counts. */
  reset(): void
  stop(): Promise<void>
}

export interface FaultProxyOptions {
  /** Told when an answer is held back: the SDK's id of the request. */
  readonly onHeld?: (invocation: string) => void
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A real HTTP server in front of an engine, which does to chosen requests what networks and services do. */
export async function startFaultProxy(target: string, { onHeld }: FaultProxyOptions = {}): Promise<FaultProxy> {
  const requests: { action: string; input: Json }[] = []
  // To the engine, connections are kept: a new one for each request took a sixth of the time. Those at rest are closed long before the engine would.
  const agent = new Agent({ keepAlive: true, timeout: 5000 })
  let faults: { action: string; fault: Fault }[] = []
  let choose: ((action: string, nth: number) => Fault | undefined) | undefined
  const counts = new Map<string, number>()
  const take = (action: string): Fault | undefined => {
    const nth = (counts.get(action) ?? 0) + 1
    counts.set(action, nth)
    const position = faults.findIndex((one) => one.action === action)
    return position < 0 ? choose?.(action, nth) : faults.splice(position, 1)[0]!.fault
  }
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy())
  })
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await textOf(incoming)
    const action = String(incoming.headers['x-amz-target']).split('.')[1] ?? ''
    const input = JSON.parse(body) as Json
    requests.push({ action, input })
    const forward = (sent: string): Promise<Answer> => ask(target, agent, incoming.headers, sent)
    const fault = take(action)
    switch (fault) {
      case undefined:
        return reply(outgoing, await forward(body))
      case 'cut-before':
        return void outgoing.destroy()
      case 'cut-after':
        await forward(body)
        return void outgoing.destroy()
      case 'error-500-before':
        return reply(outgoing, failure(500, 'InternalServerError'))
      case 'error-500':
        await forward(body)
        return reply(outgoing, failure(500, 'InternalServerError'))
      case 'slow':
        await forward(body)
        onHeld?.(String(incoming.headers['amz-sdk-invocation-id']))
        return void (outgoing.destroyed || (await once(outgoing, 'close')))
      case 'throttle':
        return reply(outgoing, failure(400, 'ProvisionedThroughputExceededException'))
      case 'throttle-one':
        return reply(outgoing, cancelled(input, (position) => (position === 0 ? 'ThrottlingError' : 'None')))
      case 'conflict':
        return reply(outgoing, input.TransactItems === undefined ? failure(400, 'TransactionConflictException') : cancelled(input, () => 'TransactionConflict'))
      case 'in-progress':
        return reply(outgoing, failure(400, 'TransactionInProgressException'))
      case 'unprocessed': {
        const [done, left] = halves(input.RequestItems as Batch)
        const answer = await forward(JSON.stringify({ ...input, RequestItems: done }))
        const output = JSON.parse(answer.body) as Json
        return reply(outgoing, { ...answer, body: JSON.stringify({ ...output, [leftIn(action)]: left }) })
      }
      case 'untaken':
        return reply(outgoing, { status: 200, headers: failure(200, '').headers, body: JSON.stringify({ [leftIn(action)]: input.RequestItems }) })
      default:
        return fault satisfies never
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (action, ...some) => void faults.push(...some.map((fault) => ({ action, fault }))),
    meet: (by) => {
      choose = by
      counts.clear()
    },
    reset: () => {
      requests.length = 0
      faults = []
      choose = undefined
      counts.clear()
    },
    stop: async () => {
      agent.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

async function ask(target: string, agent: Agent, headers: IncomingHttpHeaders, body: string): Promise<Answer> {
  const { connection: _, ...kept } = headers
  const sent = httpRequest(target, { method: 'POST', agent, headers: { ...kept, host: new URL(target).host, 'content-length': Buffer.byteLength(body) } })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 500, headers: response.headers, body: await textOf(response) }
}

/** The engine's checksum is left out, since the body may be another. */
function reply(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { 'x-amz-crc32': _, 'content-length': __, 'transfer-encoding': ___, connection: ____, ...kept } = headers
  outgoing.writeHead(status, { ...kept, 'content-length': Buffer.byteLength(body) })
  outgoing.end(body)
}

function failure(status: number, name: string, members: Json = {}): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...members }) }
}

const leftIn = (action: string): string => (action === 'BatchGetItem' ? 'UnprocessedKeys' : 'UnprocessedItems')

function cancelled(input: Json, codeOf: (position: number) => string): Answer {
  return failure(400, 'TransactionCanceledException', { CancellationReasons: (input.TransactItems as unknown[]).map((_, position) => ({ Code: codeOf(position) })) })
}

/** The batch in two: at least one of each table is done, and at least one left where there are two. */
function halves(batch: Batch): [Batch, Batch] {
  const done: Batch = {}
  const left: Batch = {}
  for (const [table, work] of Object.entries(batch)) {
    const all = Array.isArray(work) ? work : work.Keys
    const middle = Math.ceil(all.length / 2)
    const put = (into: Batch, some: unknown[]): void => {
      if (some.length > 0) into[table] = Array.isArray(work) ? some : { ...work, Keys: some }
    }
    put(done, all.slice(0, middle))
    put(left, all.slice(middle))
  }
  return [done, left]
}
