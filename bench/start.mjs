import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare.mjs'

/** `node bench/start.mjs run|check|profile ...`: sets up the project, and does there what is asked for. */
const [what, ...options] = process.argv.slice(2)
const { status } = spawnSync(process.execPath, [join(prepare(), `${what}.mjs`), ...options], { stdio: 'inherit', env: { ...process.env, REPOSITORY: fileURLToPath(new URL('..', import.meta.url)) } })
process.exitCode = status ?? 1
