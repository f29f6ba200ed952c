import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const OLDEST_JAVA = 17

/** The major version that `java -version` prints: 17 for `openjdk version "17.0.15"`, 8 for `java version "1.8.0_402"`. */
export function javaMajorVersion(printed: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(printed)
  return match === null ? undefined : Number(match[1])
}

/** The command of a Java that can run the jar: that of JAVA_HOME, or the one on the PATH. */
export function findJava(env: NodeJS.ProcessEnv): string | undefined {
  const candidates = [...(env.JAVA_HOME ? [join(env.JAVA_HOME, 'bin', 'java')] : []), 'java']
  return candidates.find((command) => {
    const { status, stderr, stdout } = spawnSync(command, ['-version'], { env, encoding: 'utf8', windowsHide: true })
    return status === 0 && (javaMajorVersion(`${stderr}${stdout}`) ?? 0) >= OLDEST_JAVA
  })
}
