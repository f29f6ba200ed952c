import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createApp, dataSourceOptions } from '../../sample-app/server/createApp.js'
import { startLiveChanges } from '../../sample-app/server/http/liveChanges.js'
import type { MadePerson } from '../../sample-app/server/seed/makePeople.js'
import { seedPeople } from '../../sample-app/server/seed/seedPeople.js'
import { close, open } from '../../src/index.js'
import { clientConfig, tablePrefix } from '../support/engine.js'
import { builtPage } from './builtPage.js'

export interface OpenedSample {
  readonly base: string
  /** The connections on which pages are told of changes. */
  readonly events: {
    /** Cuts them and takes no new ones. */
    refuse(): void
    accept(): void
    /** How many were opened so far. */
    opened(): number
  }
  close(): Promise<void>
}

/** The sample application as `npm start` serves it, on tables of its own. */
export async function openSample(people: readonly MadePerson[]): Promise<OpenedSample> {
  const options = dataSourceOptions({ entityPrefix: tablePrefix(), clientConfig: clientConfig() })
  const pageFolder = await builtPage()
  const dataSource = await open(options)
  await seedPeople(dataSource, people)
  const live = await startLiveChanges(dataSource, { pollMilliseconds: 50 })
  const app = createApp(options, { pageFolder, live, rateLimit: 1_000_000 })
  const listening = new Set<Socket>()
  let refusing = false
  let opened = 0
  const server: Server = createServer((request, response) => {
    if (request.url?.startsWith('/api/events')) {
      if (refusing) return void request.socket.destroy()
      opened++
      listening.add(request.socket)
      request.socket.once('close', () => listening.delete(request.socket))
    }
    app(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events: {
      refuse: () => {
        refusing = true
        for (const socket of listening) socket.destroy()
      },
      accept: () => void (refusing = false),
      opened: () => opened,
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await live.stop()
      await close()
    },
  }
}
