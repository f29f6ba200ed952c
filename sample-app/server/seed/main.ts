import 'reflect-metadata'
import { SeedArgumentError } from './readArguments.js'
import { seedCommand } from './seedCommand.js'

seedCommand(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof SeedArgumentError ? error.message : error)
  process.exitCode = 1
})
