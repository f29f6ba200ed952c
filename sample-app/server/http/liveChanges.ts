import { setTimeout } from 'node:timers/promises'
import type { Request, Response } from 'express'
import type { DynamoDataSource, StreamListener, StreamRecord } from 'typeorm-dynamodb'
import type { LiveChange, LiveResources } from '../../shared/LiveChange.js'
import { Address } from '../people/Address.js'
import { BankAccount } from '../people/BankAccount.js'
import { ContactInfo } from '../people/ContactInfo.js'
import { Employment } from '../people/Employment.js'
import { Person } from '../people/Person.js'
import { eventHub, type EventHubOptions } from './eventHub.js'

export interface LiveChangesOptions extends EventHubOptions {
  /** Between two looks at a part of the stream where nothing new has come: 250 where not given. */
  readonly pollMilliseconds?: number
  /** Before the stream is listened to again, after a failure: 5,000 where not given. */
  readonly retryMilliseconds?: number
}

export interface LiveChanges {
  /** How many pages listen. */
  readonly clients: number
  /** Of `GET /api/events`. */
  route(request: Request, response: Response): void
  /** Ends the reading of the stream and all answers, so that the server can close. */
  stop(): Promise<void>
}

type Changed = StreamRecord<{ readonly id: string; readonly personId?: string }>

/**
 * Tells pages of the changes of persons and their parts, whoever makes them: from the stream of their table, as Server-Sent Events.
 * Each process listens for the pages that it serves.
 *
 * When reading the stream fails, the log says so, the answers end, and who comes gets a 503 until the stream is read again. What
 * happened meanwhile nobody knows: the pages that come back are told to read everything again.
 */
export async function startLiveChanges(dataSource: Pick<DynamoDataSource, 'streams'>, { pollMilliseconds = 250, retryMilliseconds = 5000, ...options }: LiveChangesOptions = {}): Promise<LiveChanges> {
  const stopping = new AbortController()
  let hub = eventHub(options)
  let listener = await listen()
  const finished = untilStopped()

  async function untilStopped(): Promise<void> {
    for (;;) {
      const failure = await listener.finished.then(() => undefined, (error: unknown) => ({ error }))
      hub.end()
      // It ends without a failure when it is stopped, or its data source closed.
      if (failure === undefined || stopping.signal.aborted) return
      report('Changes are not told to pages any more', failure.error)
      if (!(await listenAgain())) return
      if (stopping.signal.aborted) void listener.stop().catch(() => undefined)
    }
  }

  /** Gives whether it listens; not where it is stopped before. */
  async function listenAgain(): Promise<boolean> {
    while (!stopping.signal.aborted) {
      try {
        await setTimeout(retryMilliseconds, undefined, { signal: stopping.signal, ref: false })
        listener = await listen()
        hub = eventHub(options)
        return true
      } catch (error) {
        if (!stopping.signal.aborted) report('Changes are still not told to pages', error)
      }
    }
    return false
  }

  /** Ends the answers, and begins anew: the ids that the pages have are then unknown, and each is told to read everything again. */
  function forget(): void {
    hub.end()
    hub = eventHub(options)
  }

  function told(resource: keyof LiveResources) {
    return { onRecord: ({ record }: { readonly record: Changed }): void => hub.send('change', changeOf(resource, record)) }
  }

  function listen(): Promise<StreamListener> {
    return dataSource.streams.listen({
      persons: [Person, told('persons')],
      addresses: [Address, told('addresses')],
      bankAccounts: [BankAccount, told('bankAccounts')],
      contacts: [ContactInfo, told('contacts')],
      employments: [Employment, told('employments')],
    }, {
      from: 'latest', checkpoints: false, pollMilliseconds,
      // What cannot be told once cannot be told the next time either.
      attempts: 1,
      onFailure: ({ error }) => {
        report('A change cannot be told to pages', error)
        forget()
      },
      onTrimmed: () => {
        report('Changes were deleted before they were told to pages')
        forget()
      },
    })
  }

  return {
    get clients() {
      return hub.clients
    },
    route: (request, response) => hub.route(request, response),
    async stop() {
      stopping.abort()
      hub.end()
      await listener.stop().catch(() => undefined)
      await finished
    },
  }
}

function changeOf(resource: keyof LiveResources, { eventName, keys, new: entity }: Changed): LiveChange {
  const id = keys.id!
  return { resource, event: eventName, id, personId: keys.personId ?? id, ...(entity === undefined ? {} : { entity: entity as never }) }
}

function report(what: string, error?: unknown): void {
  console.error(error instanceof Error ? `${what}: ${error.message}` : `${what}.`)
}
