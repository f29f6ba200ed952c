import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { manifest, root } from './entry-points.mjs'
import { buildEsm } from './build-esm.mjs'

if (!existsSync(join(root, 'src', 'index.ts'))) throw new Error('src/index.ts is missing: the package has no public names to build.')
rmSync(join(root, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
buildEsm()
for (const path of Object.values(manifest.bin)) chmodSync(join(root, path), 0o755)
