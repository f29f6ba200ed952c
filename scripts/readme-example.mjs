import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './entry-points.mjs'

/** The first TypeScript example of the README: what a newcomer runs first. */
export function readmeExample() {
  const example = /^```ts[^\n]*\n([\s\S]*?)^```/m.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1]
  if (example === undefined) throw new Error('README.md has no ```ts block: the package check runs its first one.')
  return example
}

const importStatement = /^import\s[^;'"]*?(?:from\s*)?(['"])[^'"\n]+\1;?[ \t]*\n/gm

/** The same for CommonJS, which has no top-level await: imports stay outside, the rest goes into a function. */
export function wrappedForCommonJs(example) {
  const imports = example.match(importStatement) ?? []
  const body = example.replace(importStatement, '').replace(/^export (?:default )?/gm, '')
  return `${imports.join('')}\nasync function main(): Promise<void> {\n${body}}\n\nmain().catch((error: unknown) => {\n  process.stderr.write(String(error instanceof Error ? error.stack : error))\n  process.exitCode = 1\n})\n`
}
