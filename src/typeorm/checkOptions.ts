import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'
import { isolationLevels } from './isolation.js'

/** Options that are a number, with what they count. */
const counts = { maxQueryExecutionTime: 'milliseconds', maxRequestUnits: 'capacity units' } as const
const scans: readonly unknown[] = ['allow', 'warn', 'refuse']
const strategies: readonly unknown[] = ['join', 'query']

/** @throws DynamoOrmError `options.invalid` for an option that cannot be meant, before anything is opened. */
export function checkOptions(options: DynamoDataSourceOptions): void {
  for (const [name, unit] of Object.entries(counts) as [keyof typeof counts, string][]) {
    const value: unknown = options[name]
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) refuse(name, `it must be a number of ${unit}, 0 or more. Leave it out where nothing is to be logged`)
  }
  for (const [name, value] of Object.entries(options.transactionRetry ?? {})) {
    const least = name === 'attempts' ? 1 : 0
    if (value !== undefined && !(typeof value === 'number' && value >= least)) refuse(`transactionRetry.${name}`, `it must be a number, ${least} or more. Leave it out for the default`)
  }
  if (options.isolationLevel !== undefined && !isolationLevels.includes(options.isolationLevel)) refuse('isolationLevel', `it must be ${isolationLevels.join(', ')}. Give one of them`)
  if (options.relationLoadStrategy !== undefined && !strategies.includes(options.relationLoadStrategy)) refuse('relationLoadStrategy', 'it must be join or query. Give one of them')
  if (options.scans !== undefined && !scans.includes(options.scans)) refuse('scans', 'it must be allow, warn or refuse. Give one of them')
}

function refuse(name: string, rule: string): never {
  throw new DynamoOrmError(`The option ${name}: ${rule}.`, { code: 'options.invalid', path: name })
}
