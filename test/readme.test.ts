import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(__dirname, '..')
/** What stands beside a document is imported from there. */
const fromThere = (file: string, code: string): string => code.replace(/ from '(\.{1,2}\/[^']*)'$/gm, (_, path: string) => ` from '${join(root, dirname(file), path)}'`)
const blocksOf = (file: string): string[] => [...readFileSync(join(root, file), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => fromThere(file, code!))
/** Both READMEs, and every document with examples. */
const documents = ['README.md', 'sample-app/README.md', ...readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)].filter((file) => blocksOf(file).length > 0)

/** All blocks as one module: the first, which the others build on, as it is; the others each in a scope of their own. */
function asModule(blocks: readonly string[]): string {
  const imports = new Set<string>()
  const named = new Map<string, Set<string>>()
  const bodies = blocks.map((block) => block.replace(/^import .*\n/gm, (line) => {
    const [, names, from = ''] = /^import \{ (.*) \} from '(.*)'$/.exec(line.trim()) ?? []
    if (names === undefined) imports.add(line.trim())
    else named.set(from, new Set([...(named.get(from) ?? []), ...names.split(', ')]))
    return ''
  }))
  for (const [from, names] of named) imports.add(`import { ${[...names].join(', ')} } from '${from}'`)
  return [...imports, bodies[0], ...bodies.slice(1).map((body) => `{\n${body}\n}`), 'export {}'].join('\n')
}

test.each(documents)('every example of %s compiles', (file) => {
  const blocks = blocksOf(file)
  const folder = join(root, 'node_modules', '.cache', 'readme-check', process.env.JEST_WORKER_ID ?? '0', file.replace(/\W/g, '_'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'readme.mts'), asModule(blocks))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { types: ['node'], paths: { 'typeorm-dynamodb': [join(root, 'src/index.ts')], 'typeorm-dynamodb/local': [join(root, 'src/local/startLocalDynamo.ts')] } },
    include: ['readme.mts'],
  }))
  expect(spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' }).stdout).toBe('')
})

test('the README and the documents have examples', () => {
  expect(documents).toContain('docs/reading.md')
  expect(blocksOf('README.md').length).toBeGreaterThan(3)
})
