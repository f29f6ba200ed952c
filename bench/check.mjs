import { bars } from './bars.mjs'
import { cold } from './cold.mjs'
import { least, measureWork, yardstick } from './measureWork.mjs'
import { option } from './option.mjs'
import { median, spread } from './statistics.mjs'
import { works } from './works.mjs'

/**
 * `npm run bench:check`: the median of five runs, each in processes of its own, must not be beyond its bar by more than the runs
 * differ. `-- --only find,put` looks at these alone.
 */
const ours = 'typeorm-dynamodb'
const only = option('only')?.split(',')
const wanted = (name) => name in bars && (only === undefined || only.includes(name))
const ratios = {}
const add = (name, ratio) => (ratios[name] ??= []).push(ratio)

for (let run = 0; run < 5; run++) {
  const names = works.map(({ name }) => name).filter(wanted)
  const { figures } = await measureWork({ adapters: [yardstick, ours], rounds: Number(option('rounds', 30)), ms: Number(option('ms', 30)), only: names })
  for (const name of names) add(name, least(figures[name][ours]) / least(figures[name][yardstick]))
  if (['coldModules', 'coldBundled', 'bundle'].some(wanted)) {
    const { ratios: { modules, bundled }, bytes } = await cold({ rounds: 7 })
    add('coldModules', modules.ratio)
    add('coldBundled', bundled.ratio)
    add('bundle', bytes[ours] / 1024)
  }
}

const digits = (value) => value.toFixed(value < 10 ? 2 : 0)
for (const [name, values] of Object.entries(ratios)) {
  const beyond = median(values) > bars[name] + spread(values)
  process.stdout.write(`${beyond ? 'beyond ' : 'within '} ${name}: ${digits(median(values))} ± ${digits(spread(values))}, bar ${digits(bars[name])}\n`)
  if (beyond) process.exitCode = 1
}
