import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { bundle } from './bundle.mjs'
import { median, spread } from './statistics.mjs'

/** What a fresh process does: nothing; load TypeORM and declare the entities; store one entity by hand and read it; and by us. */
export const starts = ['empty', 'typeorm', 'document-client', 'typeorm-dynamodb']

/**
 * Whole processes, in turn, from node_modules and as one file each: ours bundled as docs/lambda.md says, the others as esbuild does
 * it by itself, and all alike. In milliseconds on the clock, by way and start; and how long
 * ours takes over an empty process, as a ratio to TypeORM alone and DocumentClient alone together, round by round.
 */
export async function cold({ rounds }) {
  const documented = {}
  const usual = {}
  for (const name of starts) documented[name] = await bundle(name, 'documented')
  for (const name of starts) usual[name] = name === 'typeorm-dynamodb' ? documented[name] : await bundle(name, 'usual')
  const ways = { modules: (name) => new URL(`starts/${name}.mjs`, import.meta.url).pathname, bundled: (name) => usual[name].file, alike: (name) => documented[name].file }
  const times = Object.fromEntries(Object.keys(ways).map((way) => [way, Object.fromEntries(starts.map((name) => [name, []]))]))
  for (let round = -1; round < rounds; round++) {
    for (const [way, fileOf] of Object.entries(ways)) {
      for (const name of starts) {
        const taken = await run(fileOf(name))
        // The first round fills the caches of the file system.
        if (round >= 0) times[way][name].push(taken)
      }
    }
  }
  return { times, ratios: { modules: ratioOf(times.modules), bundled: ratioOf(times.bundled), alike: ratioOf(times.alike) }, bytes: Object.fromEntries(starts.map((name) => [name, usual[name].bytes])) }
}

function ratioOf(times) {
  const over = (name) => median(times[name]) - median(times.empty)
  const beside = over('typeorm') + over('document-client')
  return { ratio: over('typeorm-dynamodb') / beside, spread: Math.max(...starts.map((name) => spread(times[name]))) / beside }
}

async function run(file) {
  const begun = performance.now()
  const child = spawn(process.execPath, [file], { env: { ...process.env, NODE_NO_WARNINGS: '1' }, stdio: ['ignore', 'ignore', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${file} ended with ${code}.`)
  return performance.now() - begun
}
