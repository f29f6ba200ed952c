import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { importsOf, withoutComments, type Import } from './scan.js'

export interface Source {
  /** Below `src/`, with slashes: `planner/planRead.ts`. */
  readonly path: string
  /** `planner`, or an empty string for files that stand in `src/` itself. */
  readonly room: string
  readonly code: string
  readonly imports: readonly Import[]
  /** Lines that are neither empty doc comment nor part of one. */
  readonly lines: number
}

const root = join(__dirname, '..', '..', 'src')

/** Every TypeScript file of the package. */
export function readSources(): readonly Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => relative(root, join(root, path)).split(sep).join('/'))
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')))
}

/** What the rules need to know of one file. */
export function sourceOf(path: string, text: string): Source {
  const slash = path.indexOf('/')
  return {
    path,
    room: slash < 0 ? '' : path.slice(0, slash),
    code: withoutComments(text),
    imports: importsOf(text),
    lines: text.replace(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*\n/gm, '').trimEnd().split('\n').length,
  }
}
