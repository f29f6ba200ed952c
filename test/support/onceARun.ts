import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The folder that all test processes of this run share, and which is removed with it. */
export function runFolder(): string {
  const found = process.env.TEST_RUN_FOLDER
  if (!found) throw new Error('TEST_RUN_FOLDER is not set: run the tests through jest, whose global setup makes the folder.')
  return found
}

/** Does a work in the first test process that asks for it; the others wait for its end and fail where it has failed. */
export async function onceARun(name: string, work: () => Promise<void>): Promise<void> {
  const ended = join(runFolder(), `${name}.ended`)
  if (isFirst(name)) {
    const fault = await work().then(() => '', String)
    // By its name, since a file that is only made may be read before it is written.
    writeFileSync(`${ended}.part`, fault)
    renameSync(`${ended}.part`, ended)
  }
  while (!existsSync(ended)) await pause(50)
  const fault = readFileSync(ended, 'utf8')
  if (fault !== '') throw new Error(fault)
}

/** Whether no test process of this run has asked for this name before. */
export function isFirst(name: string): boolean {
  try {
    mkdirSync(join(runFolder(), `${name}.begun`))
    return true
  } catch {
    return false
  }
}
