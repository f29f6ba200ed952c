import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cold } from './cold.mjs'
import { measureWork, yardstick } from './measureWork.mjs'
import { memory } from './memory.mjs'
import { option } from './option.mjs'
import { report } from './report.mjs'

/** `npm run bench`: measures everything beside the others, and writes docs/performance.md. `-- --memory` writes and pages a million items as well. */
const adapters = [yardstick, 'typeorm-dynamodb', 'electrodb', 'dynamodb-toolbox', 'onetable']
const rounds = Number(option('rounds', 50))
const ms = Number(option('ms', 30))
const measured = {
  rounds, ms, adapters,
  work: await measureWork({ adapters, rounds, ms }),
  cold: await cold({ rounds: Number(option('starts', 15)) }),
  memory: option('memory') === undefined ? undefined : await memory(),
}
const out = new URL('out/', import.meta.url)
mkdirSync(out, { recursive: true })
writeFileSync(new URL('measured.json', out), JSON.stringify(measured))
const text = report(measured)
process.stdout.write(text)
writeFileSync(join(process.env.REPOSITORY, 'docs', 'performance.md'), text)
