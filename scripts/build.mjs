import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { rollup } from '@rollup/wasm-node'
import { entryPoints, manifest, root } from './entry-points.mjs'
import { buildEsm } from './build-esm.mjs'

if (!existsSync(join(root, 'src', 'index.ts'))) throw new Error('src/index.ts is missing: the package has no public names to build.')
const dist = join(root, 'dist')
const modules = join(dist, 'modules')
const compile = (...options) => execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', ...options], { cwd: root, stdio: 'inherit' })

rmSync(dist, { recursive: true, force: true })
compile('--emitDeclarationOnly')
compile('--declaration', 'false', '--removeComments', '--module', 'esnext', '--moduleResolution', 'bundler', '--outDir', modules)
await joinModules()
rmSync(modules, { recursive: true })
buildEsm()
for (const path of Object.values(manifest.bin)) chmodSync(join(root, path), 0o755)

/**
 * Joins the modules to one file for each way in, and one for what they share: to load hundreds of files takes longer than to run
 * what is in them. There is one copy of every class.
 */
async function joinModules() {
  const ways = [...entryPoints.map(({ cjs }) => cjs.default), ...Object.values(manifest.bin)].map((path) => path.replace(/^(\.\/)?dist\/cjs\//, '').replace(/\.js$/, ''))
  const bundle = await rollup({
    input: Object.fromEntries(ways.map((way) => [way, join(modules, `${way}.js`)])),
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    treeshake: false,
  })
  await bundle.write({ dir: join(dist, 'cjs'), format: 'cjs', interop: 'auto', esModule: true, exports: 'named', chunkFileNames: 'shared/[name].js', hoistTransitiveImports: false })
  await bundle.close()
}
