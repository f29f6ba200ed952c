import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { onceARun, runFolder } from '../support/onceARun.js'

/** The folder of the sample application's page as it is built for use: once a run, by the first test that needs it. */
export async function builtPage(): Promise<string> {
  const folder = join(runFolder(), 'page')
  await onceARun('page', async () => {
    await promisify(execFile)(process.execPath, [resolve('node_modules/vite/bin/vite.js'), 'build', resolve('sample-app/page'), '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'])
  })
  return folder
}
