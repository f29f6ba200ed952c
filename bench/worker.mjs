import { isDeepStrictEqual } from 'node:util'
import { Stub, clientConfig } from './stub.mjs'
import { fill, works } from './works.mjs'

/** One process for each adapter, so that none warms or spoils another's code. It works only when it is told to. */
const adapter = await import(`./adapters/${process.argv[2]}.mjs`)
const stub = new Stub()
const ops = await adapter.open(clientConfig(stub))
await fill(ops)
stub.bake(adapter.keyNames)

/** Which work this adapter does; that it gives back what it was given comes before any figure. */
async function check() {
  const able = {}
  for (const work of works.filter(({ name }) => ops[name] !== undefined)) {
    stub.use(work.scene ?? 'orders')
    stub.seen = []
    const given = await work.run(ops)
    if (work.gives !== undefined) same(work, [given?.items ?? given].flat())
    able[work.name] = stub.seen
  }
  stub.counting = false
  return able
}

function same({ name, gives }, given) {
  const plain = given.map((entity, at) => picked(entity, gives[at]))
  if (given.length !== gives.length || !isDeepStrictEqual(plain, gives)) throw new Error(`${name}: what came back is not what was given.`)
}

/** The members that were given, of classes as of plain objects. */
function picked(entity, given) {
  if (typeof given !== 'object' || given === null || given instanceof Date || Array.isArray(given)) return entity
  return Object.fromEntries(Object.keys(given).map((key) => [key, picked(entity?.[key], given[key])]))
}

/** Repeats one kind of work for some time: microseconds on the clock and of the processor, each for one time. */
async function measure({ name, ms }) {
  const { run, scene = 'orders' } = works.find((work) => work.name === name)
  stub.use(scene)
  let times = 0
  const before = process.cpuUsage()
  const begun = performance.now()
  while (performance.now() - begun < ms) {
    await run(ops)
    times++
  }
  const clock = performance.now() - begun
  const { user, system } = process.cpuUsage(before)
  return { clock: 1000 * clock / times, processor: (user + system) / times }
}

const commands = { check, measure }
process.on('message', async ({ command, ...options }) => {
  try {
    process.send({ answer: await commands[command](options) })
  } catch (error) {
    process.send({ error: String(error.stack ?? error) })
  }
})
// Some adapters' packages catch the signals that would end the process.
process.on('disconnect', () => process.exit())
process.send({ answer: 'ready' })
