import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { startEngine } from '../../sample-app/server/startEngine.js'

test('an engine that is named is taken, and left running', async () => {
  expect(await startEngine('http://127.0.0.1:1')).toMatchObject({ endpoint: 'http://127.0.0.1:1' })
})

test('where the port is taken that the seed command knows, another is, and where it is free that one', async () => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const engine = await startEngine('', port)
  server.close()
  await once(server, 'close')
  expect(engine.endpoint).not.toMatch(`:${port}`)
  expect((await fetch(engine.endpoint)).status).toBe(400)
  await engine.stop()
  const known = await startEngine('', port)
  expect(known).toMatchObject({ endpoint: `http://127.0.0.1:${port}` })
  await known.stop()
})
