import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const blocksOf = (file: string): string[] => [...readFileSync(join(root, file), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!)
/** The README, and every document with examples. */
const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((file) => `docs/${file}`)].filter((file) => blocksOf(file).length > 0)

/** All blocks as one module: the first, which the others build on, as it is; the others each in a scope of their own. What several import is imported once. */
function asModule(blocks: readonly string[]): string {
  const whole = new Set<string>()
  const names = new Map<string, Map<string, string>>()
  const bodies = blocks.map((block) => block.replace(/^import (?:(type )?\{(.*)\} from )?(.*)\n/gm, (line, type: string | undefined, named: string | undefined, from: string) => {
    if (named === undefined) whole.add(line.trim())
    const known = names.get(from) ?? new Map<string, string>()
    for (const one of named?.split(',').map((text) => text.trim()) ?? []) {
      const name = one.replace(/^type /, '')
      if (type === undefined && name === one) known.set(name, name)
      else if (!known.has(name)) known.set(name, `type ${name}`)
    }
    if (known.size > 0) names.set(from, known)
    return ''
  }))
  const imports = [...names].map(([from, known]) => `import { ${[...known.values()].join(', ')} } from ${from}`)
  return [...whole, ...imports, bodies[0], ...bodies.slice(1).map((body) => `{\n${body}\n}`), 'export {}'].join('\n')
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
