import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Bundles one of the starts: by the very configuration that docs/lambda.md gives, or as esbuild does it by itself. */
export async function bundle(name, how) {
  mkdirSync(at('out/'), { recursive: true })
  const options = how === 'documented' ? (await documented()).options : { bundle: true, minify: true, platform: 'node', target: 'node20', format: 'cjs' }
  const file = at(`out/${how}-${name}.cjs`)
  await build({ ...options, entryPoints: [at(`starts/${name}.mjs`)], outfile: file, logLevel: 'error' })
  return { file, bytes: statSync(file).size }
}

/** The configuration as it stands in the documentation: its only block of JavaScript, without the call at its end. */
async function documented() {
  const [, code] = /^```js\n(.*?)^```$/ms.exec(readFileSync(at('lambda.md'), 'utf8')) ?? []
  if (code === undefined) throw new Error('docs/lambda.md has no configuration for esbuild.')
  const file = at('out/documented.mjs')
  writeFileSync(file, `${code.replace(/^await build\(options\)$/m, '')}\nexport { options }\n`)
  return import(file)
}
