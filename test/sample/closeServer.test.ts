import { once } from 'node:events'
import { Agent, createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closeServer } from '../../sample-app/server/http/closeServer.js'

async function listening(answer: RequestListener): Promise<Server> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
/** Asks on a connection that is kept. */
const ask = (server: Server, agent: Agent): Promise<string> => new Promise((resolve) => {
  const sent = request({ agent, host: '127.0.0.1', port: (server.address() as AddressInfo).port }, (response: IncomingMessage) => {
    response.resume().once('end', () => resolve(String(response.statusCode))).once('error', ({ message }) => resolve(message))
  })
  sent.once('error', ({ message }) => resolve(message)).end()
})

test('requests that are under way are answered before a server is closed, whose kept connections do not hold it', async () => {
  const agent = new Agent({ keepAlive: true })
  let arrived = (): void => undefined
  let goOn = (): void => undefined
  const under = new Promise<void>((resolve) => (arrived = resolve))
  const server = await listening((_request, response) => {
    goOn = () => void response.end('done')
    arrived()
  })
  server.keepAliveTimeout = 60_000
  const answer = ask(server, agent)
  await under
  const { port } = server.address() as AddressInfo
  const closed = closeServer(server, 60_000)
  expect(server.listening).toBe(false)
  goOn()
  expect(await answer).toBe('200')
  await closed
  const late = request({ host: '127.0.0.1', port }).end()
  expect((await once(late, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' })
  agent.destroy()
})

test('what is not answered in time is cut off', async () => {
  const agent = new Agent({ keepAlive: true })
  let arrived = (): void => undefined
  const under = new Promise<void>((resolve) => (arrived = resolve))
  const server = await listening(() => arrived())
  const answer = ask(server, agent)
  await under
  await closeServer(server, 20)
  expect(await answer).toBe('socket hang up')
  agent.destroy()
})
