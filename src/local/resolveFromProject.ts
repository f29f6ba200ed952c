import { dirname, join } from 'node:path'

/** The folder of an optional package: the one installed in the user's project first, then one beside this package. */
export function resolveFromProject(name: string, projectPath: string): string | undefined {
  for (const paths of [[projectPath], [__dirname]]) {
    try {
      return dirname(require.resolve(join(name, 'package.json'), { paths }))
    } catch {
      // Not there: the next place is tried, and the caller says what is missing.
    }
  }
  return undefined
}
