import type { Pace } from '../client/pacedSender.js'
import type { PageBudget } from '../client/readPage.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { ScanOptions } from './DynamoFindOptions.js'

/** What a page may cost. @throws InvalidQueryError for anything but whole numbers. */
export function budgetOf({ maxEvaluated, maxRequests }: PageBudget): PageBudget {
  wholeNumbers({ maxEvaluated, maxRequests }, 'page.budget', 'Leave it out for a page without a budget.')
  return { maxEvaluated, maxRequests }
}

/** More segments than this DynamoDB does not take. */
const mostSegments = 1_000_000

/** In how many parts a Scan is done, and how fast. @throws InvalidQueryError where nothing is scanned, or for a number that cannot be. */
export function paceOf(entity: string, { scan, segments, readCapacityPerSecond, onProgress }: ScanOptions & { readonly scan?: boolean }): { readonly segments?: number | undefined; readonly pace?: Pace } {
  if (segments === undefined && readCapacityPerSecond === undefined && onProgress === undefined) return {}
  if (scan !== true) throw new InvalidQueryError(`${entity}: segments, readCapacityPerSecond and onProgress are for a Scan. Use scan() or streamAll(), or set scan: true.`, { entity })
  wholeNumbers({ segments }, 'scan.segments', 'Leave it out for a scan in one.')
  if (segments !== undefined && segments > mostSegments) throw new InvalidQueryError(`The option segments: it is ${mostSegments} at most. Take as many as requests should be under way.`, { code: 'scan.segments', path: 'segments' })
  if (readCapacityPerSecond !== undefined && !(readCapacityPerSecond > 0)) throw new InvalidQueryError('The option readCapacityPerSecond: it is a number of read units above zero. Leave it out for a scan without a limit.', { code: 'scan.pace', path: 'readCapacityPerSecond' })
  return { segments, pace: { unitsPerSecond: readCapacityPerSecond, parallel: segments, onProgress } }
}

function wholeNumbers(values: Readonly<Record<string, number | undefined>>, code: string, remedy: string): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0)) throw new InvalidQueryError(`The option ${name}: it is a whole number from 1. ${remedy}`, { code, path: name })
  }
}
