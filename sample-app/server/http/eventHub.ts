import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { HttpError } from './HttpError.js'

export interface EventHubOptions {
  /** How many may listen at a time: 1,000 where not given. Who comes beyond gets a 503. */
  readonly mostClients?: number
  /** How many events are kept for those who come again: 1,000 where not given. */
  readonly keptEvents?: number
  /** How many bytes may wait for a client that reads slowly, before it is dropped: 1 MiB where not given. */
  readonly mostBufferedBytes?: number
  /** How often those who hear nothing are told that the connection is alive: 15,000 where not given. */
  readonly heartbeatMilliseconds?: number
}

export interface EventHub {
  readonly clients: number
  /** Tells all clients. */
  send(event: string, data: object): void
  /** Listens: answers with events from now on, behind those that were missed since the header `Last-Event-ID`. @throws HttpError where that cannot be. */
  route(request: Request, response: Response): void
  /** Ends all answers; clients that come from now on get a 503. */
  end(): void
}

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Nobody between may keep, compress or collect what has to come at once.
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
  // An answer that has ended leaves no idle connection, for which a closing server would wait.
  Connection: 'close',
}

/**
 * Server-Sent Events for all who listen. Each event has an id, with which a client that was cut off goes on where it was; one that
 * comes too late, or from another hub, is told `reset`: that it has missed something, and must read everything again.
 */
export function eventHub({ mostClients = 1000, keptEvents = 1000, mostBufferedBytes = 1024 * 1024, heartbeatMilliseconds = 15_000 }: EventHubOptions = {}): EventHub {
  const name = randomUUID()
  const clients = new Set<Response>()
  /** The last events, as they are sent. */
  const kept: string[] = []
  let count = 0
  let ended = false

  const idOf = (position: number): string => `id: ${name}:${position}\n`
  const beat = setInterval(() => tell(': \n\n'), heartbeatMilliseconds).unref()

  function tell(text: string): void {
    for (const client of clients) {
      client.write(text)
      // It comes again, with the id of the last event that it has read.
      if (client.writableLength > mostBufferedBytes) drop(client)
    }
  }

  function drop(client: Response): void {
    clients.delete(client)
    client.destroy()
  }

  /** What is said to somebody who has heard everything up to an id. Where that is all, the id alone, so that who is cut off before the first event has one too. */
  function missedSince(lastEventId: string): string {
    const [of, position] = lastEventId.split(':')
    const missed = of === name && /^\d{1,15}$/.test(position ?? '') ? count - Number(position) : -1
    if (missed < 0 || missed > kept.length) return `${idOf(count)}event: reset\ndata: {}\n\n`
    return missed === 0 ? `${idOf(count)}\n` : kept.slice(-missed).join('')
  }

  return {
    get clients() {
      return clients.size
    },
    send(event, data) {
      const text = `${idOf(++count)}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
      kept.push(text)
      if (kept.length > keptEvents) kept.shift()
      tell(text)
    },
    route(request, response) {
      // Who has gone already, or stands behind another answer of the same connection, would never say that it goes.
      if (response.destroyed || response.socket === null) {
        response.destroy()
        return
      }
      if (ended || clients.size >= mostClients) {
        response.set('Retry-After', '5')
        throw new HttpError(503, 'events.unavailable')
      }
      response.writeHead(200, headers)
      if (request.method === 'HEAD') {
        response.end()
        return
      }
      clients.add(response)
      response.on('close', () => clients.delete(response))
      response.on('error', () => drop(response))
      response.write(`retry: 2000\n${missedSince(request.get('Last-Event-ID') ?? `${name}:${count}`)}`)
    },
    end() {
      ended = true
      clearInterval(beat)
      for (const client of clients) {
        // One that does not read would never end.
        if (client.writableLength > 0) drop(client)
        else client.end()
      }
      clients.clear()
    },
  }
}
