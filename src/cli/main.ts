#!/usr/bin/env node
import { localCommand } from './localCommand.js'
import { usage } from './usage.js'
import { UsageError } from './UsageError.js'

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  local: localCommand,
  // TypeORM is loaded only for what needs it.
  model: async (args) => (await import('./modelCommand.js')).modelCommand(args),
}

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(usage)
    return
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new UsageError(name === undefined ? 'A command is missing.' : 'This command is unknown.')
  await command(args)
}

/** What `parseArgs` throws for an option that it does not know is the caller's mistake, too. */
function isUsageError(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS'))
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(isUsageError(error) ? `${message}\n\n${usage}` : `${message}\n`)
  process.exitCode = isUsageError(error) ? 2 : 1
})
