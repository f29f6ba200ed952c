import type { RequestReport } from '../../shared/RequestReport.js'
import { createStore } from './createStore.js'

/** What one action of the user made the server ask of DynamoDB. */
export interface LoggedAction extends RequestReport {
  readonly id: number
  readonly title: string
}

const kept = 5
let next = 1

/** The last actions, newest first. */
export const requestLog = createStore<readonly LoggedAction[]>([])

/** Takes the report from the header `DynamoDB-Requests`; a server that shows none is as good as one that does. */
export function logRequests(title: string, header: string | null): void {
  if (header === null) return
  const report = JSON.parse(decodeURIComponent(header)) as RequestReport
  requestLog.set((actions) => [{ ...report, title, id: next++ }, ...actions].slice(0, kept))
}
