import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from '@swc/core'

/** What an example sees of the world. */
export interface ExampleWorld {
  /** Options that stand beside those of each `datasourceManager.open()` in the example. */
  readonly options: object
  /** Where modules come from: the `require` of the test. */
  readonly require: (name: string) => unknown
  /** Stands for `console.log`. */
  readonly print: (...values: unknown[]) => void
  /** Text of the document that reads otherwise here, such as names of tables. */
  readonly instead?: Readonly<Record<string, string>>
}

/** Runs where the example ends, within its scope: `look('name')` gives what the example has under a name. */
// oxlint-disable-next-line typescript/no-explicit-any -- An example has what it has.
export type AtItsEnd = (look: (name: string) => any) => Promise<void>

/** The examples of a document, by their headings and places under these. */
function examplesOf(file: string): ReadonlyMap<string, readonly string[]> {
  const sections = readFileSync(join(__dirname, '../..', file), 'utf8').split(/^## /m)
  return new Map(sections.map((section, at) => [at === 0 ? '' : section.slice(0, section.indexOf('\n')), [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!)]))
}

/**
 * Runs an example of a document as a reader pastes it: after the first of the document, which the others build on. A data source is
 * opened for entities that it declares, unless it opens one itself.
 */
export async function runExample(file: string, heading: string, place: number, world: ExampleWorld, atItsEnd: AtItsEnd = () => Promise.resolve()): Promise<void> {
  const examples = examplesOf(file)
  const first = [...examples.values()].flat()[0]!
  const wanted = examples.get(heading)?.[place]
  if (wanted === undefined) throw new Error(`${file} has no example ${place} under "${heading}".`)
  const blocks = wanted === first ? [first] : [first.replace(/^await datasourceManager\.close\(\)\n/m, ''), opening(wanted)]
  const imports = blocks.flatMap((block) => block.match(/^import .*\n/gm) ?? [])
  const bodies = blocks.map((block) => block.replace(/^import .*\n/gm, '').replaceAll('datasourceManager.open({', 'datasourceManager.open({ ...options,'))
  let source = `${joined(imports)}\nexport async function example({ options, console }, atItsEnd) {\n${bodies[0]}\n${bodies[1] === undefined ? '' : `{\n${bodies[1]}\n`}await atItsEnd((name) => eval(name))\n${bodies[1] === undefined ? '' : '}\n'}}`
  for (const [text, other] of Object.entries(world.instead ?? {})) source = source.replaceAll(text, other)
  const { code } = transformSync(source, {
    jsc: { parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false }, target: 'es2022' },
    module: { type: 'commonjs' },
  })
  const exported: { example?: (scope: object, atItsEnd: AtItsEnd) => Promise<void> } = {}
  // oxlint-disable-next-line typescript/no-implied-eval -- The text of a document of this repository.
  new Function('require', 'exports', code)(world.require, exported)
  await exported.example!({ options: world.options, console: { log: world.print } }, atItsEnd)
}

/** Each name is imported once. */
function joined(imports: readonly string[]): string {
  const seen = new Set<string>()
  return imports.map((line) => line.replace(/\{ (.*) \}/, (_, names: string) => `{ ${names.split(', ').filter((name) => !seen.has(name) && seen.add(name)).join(', ')} }`)).join('')
}

function opening(block: string): string {
  const classes = [...block.matchAll(/^class (\w+)/gm)].map(([, name]) => name!)
  if (classes.length === 0 || block.includes('datasourceManager.open(')) return block
  const end = block.indexOf('\n}\n', block.lastIndexOf('\nclass ')) + 3
  return `${block.slice(0, end)}await datasourceManager.close()\nawait datasourceManager.open({ entities: [${classes.join(', ')}], synchronize: true })\n${block.slice(end)}`
}
