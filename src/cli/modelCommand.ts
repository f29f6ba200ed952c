import { parseArgs } from 'node:util'
import type { ModelLayout } from '../planner/modelLayout.js'
import { layoutOfFile } from '../typeorm/layoutOf.js'
import { layoutMarkdown } from './layoutMarkdown.js'
import { layoutMermaid } from './layoutMermaid.js'
import { UsageError } from './UsageError.js'

const formats: Readonly<Record<string, (layout: ModelLayout) => string>> = {
  markdown: layoutMarkdown,
  mermaid: layoutMermaid,
  json: (layout) => `${JSON.stringify(layout, undefined, 2)}\n`,
}

/** Prints how the entities of a data source are stored. Nothing is sent. */
export async function modelCommand(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { dataSource: { type: 'string', short: 'd' }, format: { type: 'string', default: 'markdown' } } })
  if (values.dataSource === undefined) throw new UsageError('--dataSource is missing: the file that exports the data source.')
  const print = Object.hasOwn(formats, values.format) ? formats[values.format] : undefined
  if (print === undefined) throw new UsageError('--format takes markdown, mermaid or json.')
  process.stdout.write(print(await layoutOfFile(values.dataSource)))
}
