import { readFileSync } from 'node:fs'
import os from 'node:os'
import { bars } from './bars.mjs'
import { least, yardstick } from './measureWork.mjs'
import { swing } from './memory.mjs'
import { median, spread } from './statistics.mjs'
import { works } from './works.mjs'

const ours = 'typeorm-dynamodb'
const names = { [yardstick]: 'DocumentClient', [ours]: 'this package', electrodb: 'ElectroDB', 'dynamodb-toolbox': 'dynamodb-toolbox', onetable: 'OneTable' }
const measuredPackages = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', 'typeorm', 'electrodb', 'dynamodb-toolbox', 'dynamodb-onetable', 'esbuild']

/** docs/performance.md. */
export function report({ rounds, ms, adapters, work: { figures, requests }, cold, memory }) {
  const peers = adapters.filter((adapter) => adapter !== yardstick)
  const done = works.filter(({ name }) => name in figures)
  const figure = (name, adapter, of) => (figures[name][adapter] === undefined ? undefined : of(figures[name][adapter]))
  const ratio = (name, adapter, of) => figure(name, adapter, (values) => of(values) / of(figures[name][yardstick]))
  const processor = ({ processor: values }) => median(values)
  const noise = done.flatMap(({ name }) => adapters.map((adapter) => figure(name, adapter, ({ clock }) => spread(clock) / median(clock))).filter((value) => value !== undefined))
  const times = (value) => (value === undefined ? '–' : value.toFixed(2))
  const sent = (name, adapter) => counted(requests[adapter][name])
  return `# Performance

Written by \`npm run bench\`, which anybody can repeat; \`npm run bench:check\` fails where a bar is not kept. Times are ratios to the same work by hand with AWS's own \`DynamoDBDocumentClient\` in the same run: below 1 is faster.

${os.cpus().length} cores of ${os.cpus()[0].model.trim()}, ${os.type()}, Node ${process.version}, load average ${os.loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}. ${measuredPackages.map((name) => `${name} ${versionOf(name)}`).join(', ')}; every package uses the same SDK.

The network is removed: a request handler answers at once with items that the package in question has stored itself; everything else runs, signing too. One process for each package, one at a time; ${rounds} rounds of ${ms} ms in turn; of these the smallest on the clock. That every package gives back the entities that it was given is checked first. The rounds of a cell differ by ${percent(median(noise))} (half the distance of the quartiles, median of all cells; the worst ${percent(Math.max(...noise))}).

## Time on the clock

${table(['', 'bar', ...peers.map((adapter) => names[adapter]), 'DocumentClient, µs', 'requests'], done.map(({ name, title }) => [
    title, bars[name] === undefined ? '' : `≤ ${bars[name].toFixed(2)}`,
    ...peers.map((adapter) => (adapter === ours ? `**${times(ratio(name, adapter, least))}**` : times(ratio(name, adapter, least)))),
    figure(name, yardstick, least).toFixed(0), sent(name, yardstick) === sent(name, ours) ? sent(name, ours) : `${sent(name, ours)}; by hand ${sent(name, yardstick)}`,
  ]))}

The items are orders of 15 attributes, with an index whose partition key is made of two of them, read into instances of a class; a date is a \`Date\` everywhere, by hand where a package has none. A page of this package looks at one item more, to know whether there is another page. \`save\` with a key that the application gives reads first, as in TypeORM, whether it is there; \`save\` of what was read alone writes under the condition that it is still so, and reads no more. \`put\`, \`insert\` and \`update\` don't.

## Processor time

Of the same rounds, with the threads of the collector and the compiler; median.

${table(['', ...peers.map((adapter) => names[adapter]), 'DocumentClient, µs'], done.map(({ name, title }) => [title, ...peers.map((adapter) => times(ratio(name, adapter, processor))), figure(name, yardstick, processor).toFixed(0)]))}

## Start

A whole process that loads everything, opens, stores one entity and reads it: milliseconds over an empty process, medians. The ratio is to TypeORM alone (loaded, an entity declared) and DocumentClient alone (the same work) together. This package is bundled by the configuration of [lambda.md](lambda.md); the others as esbuild does it by itself, and in the last line by that configuration too.

${table(['', 'bar', 'ratio', 'this package, ms', 'TypeORM alone, ms', 'DocumentClient alone, ms', 'empty process, ms'], [
    startRow('from node_modules', bars.coldModules, cold.ratios.modules, cold.times.modules),
    startRow('bundled', bars.coldBundled, cold.ratios.bundled, cold.times.bundled),
    startRow('bundled alike', undefined, cold.ratios.alike, cold.times.alike),
  ])}

The bundle, minified: **${kib(cold.bytes[ours])} KiB** (bar ≤ ${bars.bundle}), of which TypeORM alone takes ${kib(cold.bytes.typeorm)} and DocumentClient alone ${kib(cold.bytes[yardstick])}.

## Memory

${memory === undefined ? 'Not measured in this run: `npm run bench -- --memory`.' : `A million entities written by \`putMany\`, then a million paged by \`iterate\`; heap and buffers after a collection, sampled 20 times each: ${range(memory.writing)} MiB while writing, ${range(memory.paging)} MiB while paging, **${swing(memory).toFixed(0)} MiB** between the least and the most (bar ≤ ${bars.memory}).`}
`
}

function startRow(title, bar, { ratio, spread: off }, times) {
  const over = (name) => (median(times[name]) - median(times.empty)).toFixed(0)
  return [title, bar === undefined ? '' : `≤ ${bar.toFixed(2)}`, `**${ratio.toFixed(2)}** ± ${off.toFixed(2)}`, over(ours), over('typeorm'), over(yardstick), median(times.empty).toFixed(0)]
}

const table = (head, rows) => [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Requests by their kind: GetItem + 2 Query. */
function counted(actions) {
  const counts = new Map()
  for (const action of actions) counts.set(action, (counts.get(action) ?? 0) + 1)
  return [...counts].map(([action, count]) => (count === 1 ? action : `${count} ${action}`)).join(' + ')
}

const percent = (part) => `${(100 * part).toFixed(0)} %`
const kib = (bytes) => (bytes / 1024).toFixed(0)
const range = (samples) => [Math.min, Math.max].map((of) => of(...samples.map(({ heap }) => heap)).toFixed(0)).join(' to ')
const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version
