import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './entry-points.mjs'

/** What a build writes last. */
const built = join(root, 'dist', 'esm', 'index.mjs')
const changed = (path) => statSync(path).mtimeMs
const sources = ['src', 'scripts'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((path) => join(root, folder, path)))

// A folder changes with the names in it: a file that is gone counts as well.
if (!existsSync(built) || Math.max(...sources.map(changed)) > changed(built)) await import('./build.mjs')
