import { keyNames, open } from './adapters/typeorm-dynamodb.mjs'
import { order, where } from './data.mjs'
import { Stub, clientConfig } from './stub.mjs'
import { fill } from './works.mjs'

const samples = 20
const items = Number(process.argv[2])
const stub = new Stub()
const ops = await open(clientConfig(stub))
await fill(ops)
stub.bake(keyNames)
stub.counting = false

const MiB = 2 ** 20
function sample() {
  globalThis.gc()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { rss: rss / MiB, heap: (heapUsed + external) / MiB }
}

/** Takes the samples while something goes on that counts what it has done. */
async function sampled(work) {
  const taken = []
  for await (const done of work) if (done >= (taken.length + 1) * items / samples) taken.push(sample())
  return taken
}

async function* writing() {
  for (let at = 0; at < items; at += 1000) {
    await ops.batchWrite(Array.from({ length: 1000 }, (_, next) => order(at + next)))
    yield at + 1000
  }
}

/** The table of the stub has no end. */
async function* paging() {
  let done = 0
  for await (const _ of ops.iterate(where)) {
    yield ++done
    if (done >= items) return
  }
}

process.send({ writing: await sampled(writing()), paging: await sampled(paging()) }, () => process.exit())
