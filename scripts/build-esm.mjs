import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix } from 'node:path'
import { entryPoints, root } from './entry-points.mjs'

const require = createRequire(import.meta.url)

/**
 * Writes, for each entry point, a module that re-exports the names of the CommonJS build, and its types:
 * there is one copy of every class, whichever way the package is loaded.
 */
export function buildEsm() {
  for (const { name, esm, cjs } of entryPoints) {
    const names = Object.keys(require(join(root, cjs.default))).filter((key) => key !== '__esModule' && key !== 'default').sort()
    if (names.length === 0) throw new Error(`The entry point ${name} exports nothing.`)
    const from = posix.relative(posix.dirname(esm.default), cjs.default)
    write(esm.default, [`import all from '${from}'`, '', ...names.map((key) => `export const ${key} = all.${key}`), ''])
    write(esm.types, [`export * from '${from}'`, ''])
  }
}

function write(path, lines) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), lines.join('\n'))
}
