import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const npm = (args, cwd) => execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' })

/**
 * Sets up the project that is measured: these files, what they need, and the package as it is built, by its name. It stands outside
 * of this repository, as a user's does: from within, the optional packages that the tests use would be found and loaded.
 */
export function prepare() {
  const place = join(tmpdir(), `typeorm-dynamodb-bench-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`)
  mkdirSync(place, { recursive: true })
  cpSync(join(root, 'bench'), place, { recursive: true, filter: (path) => !/[\\/]bench[\\/](node_modules|out)/.test(path) })
  cpSync(join(root, 'docs', 'lambda.md'), join(place, 'lambda.md'))
  const installed = join(place, 'node_modules', '.package-lock.json')
  if (!existsSync(installed) || differs(installed, join(place, 'package-lock.json'))) npm(['ci', '--no-audit', '--no-fund'], place)
  npm(['run', 'build'], root)
  const there = join(place, 'node_modules', 'typeorm-dynamodb')
  rmSync(there, { recursive: true, force: true })
  for (const part of ['package.json', 'dist']) cpSync(join(root, part), join(there, part), { recursive: true })
  return place
}

/** Whether another version of something is installed than the lockfile says. */
function differs(installed, wanted) {
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages
  const there = packagesOf(installed)
  return Object.entries(packagesOf(wanted)).some(([path, { version, optional }]) => path !== '' && !optional && there[path]?.version !== version)
}
