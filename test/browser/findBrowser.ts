import { accessSync, constants } from 'node:fs'
import { isFirst } from '../support/onceARun.js'

const known = ['/usr/bin/chromium', '/usr/bin/google-chrome']

/** The browser of the browser tests; none where it may be missing, which one line of the run says. */
export function findBrowser(): string | undefined {
  const wanted = process.env.CHROMIUM
  const candidates = wanted ? [wanted] : known
  const found = candidates.find(isProgram)
  if (found !== undefined) return found
  const why = `${candidates[0]} is not installed; ${wanted ? 'CHROMIUM names it' : 'apt-get install chromium'}`
  if (process.env.CI) throw new Error(`The browser tests cannot run: ${why}.`)
  if (isFirst('browser-tests-skipped')) process.stderr.write(`The browser tests are skipped: ${why}.\n`)
  return undefined
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
