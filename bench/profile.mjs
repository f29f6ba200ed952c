import { Session } from 'node:inspector/promises'
import { option } from './option.mjs'
import { Stub, clientConfig } from './stub.mjs'
import { fill, works } from './works.mjs'

/**
 * `node bench/start.mjs profile put --ms 4000`: where the processor time of one kind of work goes, by place. What Node itself does
 * counts for whoever called it.
 */
const { run, scene = 'orders' } = works.find(({ name }) => name === process.argv[2])
const { keyNames, open } = await import(`./adapters/${option('adapter', 'typeorm-dynamodb')}.mjs`)
const stub = new Stub()
const ops = await open(clientConfig(stub))
await fill(ops)
stub.bake(keyNames)
stub.use(scene)
stub.counting = false
for (let time = 0; time < 500; time++) await run(ops)

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.setSamplingInterval', { interval: 200 })
await session.post('Profiler.start')
const before = process.cpuUsage()
const end = performance.now() + Number(option('ms', 4000))
let times = 0
while (performance.now() < end) {
  await run(ops)
  times++
}
const { user, system } = process.cpuUsage(before)
const { profile } = await session.post('Profiler.stop')

const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
const callers = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, nodes.get(id)])))
const places = new Map()
const functions = new Map()
let total = 0
for (const [at, id] of profile.samples.entries()) {
  const taken = profile.timeDeltas[at]
  const { functionName } = nodes.get(id).callFrame
  if (functionName === '(idle)') continue
  let node = nodes.get(id)
  while (placeOf(node) === undefined && callers.has(node.id)) node = callers.get(node.id)
  const place = functionName.startsWith('(') ? functionName : placeOf(node) ?? 'node'
  total += taken
  add(places, place, taken)
  if (place === 'typeorm-dynamodb') add(functions, `${node.callFrame.functionName || '(anonymous)'} :${node.callFrame.lineNumber + 1}`, taken)
}

const shown = (sums, most) => [...sums].sort(([, a], [, b]) => b - a).slice(0, most).map(([name, taken]) => `${(100 * taken / total).toFixed(1).padStart(6)} %  ${name}`).join('\n')
process.stdout.write(`${((user + system) / times).toFixed(0)} µs of the processor each\n${shown(places, 12)}\n\nOur own, by function and line of dist/cjs/index.js:\n${shown(functions, Number(option('functions', 30)))}\n`)

function placeOf({ callFrame: { url } }) {
  if (url === '' || url.startsWith('node:')) return undefined
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? 'bench'
}

function add(sums, name, taken) {
  sums.set(name, (sums.get(name) ?? 0) + taken)
}
