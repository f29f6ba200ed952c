import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..')
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!)

/** All blocks as one module: the first, which the others build on, as it is; the others each in a scope of their own. */
function asModule(): string {
  const imports = new Set<string>()
  const bodies = blocks.map((block) => block.replace(/^import .*\n/gm, (line) => {
    imports.add(line.trim())
    return ''
  }))
  return [...imports, bodies[0], ...bodies.slice(1).map((body) => `{\n${body}\n}`)].join('\n')
}

test('every example of the README compiles', () => {
  const folder = join(root, 'node_modules', '.cache', 'readme-check', process.env.JEST_WORKER_ID ?? '0')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'readme.mts'), asModule())
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { types: ['node'], paths: { 'typeorm-dynamodb': [join(root, 'src/index.ts')], 'typeorm-dynamodb/local': [join(root, 'src/local/startLocalDynamo.ts')] } },
    include: ['readme.mts'],
  }))
  expect(blocks.length).toBeGreaterThan(3)
  expect(spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' }).stdout).toBe('')
})
