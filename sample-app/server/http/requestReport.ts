import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestHandler, Response } from 'express'
import { serverTiming } from 'typeorm-dynamodb'
import type { RequestReport } from '../../shared/RequestReport.js'

const mostLines = 20
const mostOfLine = 400
/** Proxies and clients take some KB of headers, and those of others need room too. */
const mostBytes = 6000

interface Collected {
  readonly lines: string[]
  count: number
  /** What is sent behind the headers cannot be told in them. */
  closed: boolean
}

const collecting = new AsyncLocalStorage<Collected>()

/** Adds the line of a request to DynamoDB to the report of the HTTP request that it is sent for, if there is one. */
export function noteRequest(line: string): void {
  const collected = collecting.getStore()
  if (collected === undefined || collected.closed) return
  collected.count++
  if (collected.lines.length < mostLines) collected.lines.push(line.length > mostOfLine ? `${line.slice(0, mostOfLine)}…` : line)
}

/**
 * Tells in the header `DynamoDB-Requests` what DynamoDB was asked for an HTTP request: {@link RequestReport} as JSON, encoded as a
 * part of a URL. The lines come from a {@link RequestLogger} of the data source, units and time from the package's own
 * `serverTiming()`, whose header is sent too. There are no values in it, but names of tables and attributes: leave it out where
 * that is not everybody's business.
 */
export function requestReport(): RequestHandler {
  const timed = serverTiming()
  return function reportRequests(request, response, next) {
    const collected: Collected = { lines: [], count: 0, closed: false }
    // serverTiming() comes behind, and so has written its header when this one is written.
    beforeHeaders(response, () => {
      collected.closed = true
      response.setHeader('DynamoDB-Requests', encoded(collected, String(response.getHeader('Server-Timing'))))
    })
    collecting.run(collected, () => timed(request, response, next))
  }
}

function beforeHeaders(response: Response, callback: () => void): void {
  const { writeHead } = response
  response.writeHead = function writeHeadAfterCallback(this: Response, ...args: unknown[]) {
    response.writeHead = writeHead
    callback()
    return Reflect.apply(writeHead, this, args) as Response
  } as Response['writeHead']
}

/** As many lines as there is room for. */
function encoded({ lines, count }: Collected, timing: string): string {
  const measured = { readUnits: numberIn(timing, /([\d.]+) read unit/), writeUnits: numberIn(timing, /([\d.]+) write unit/), durationMs: numberIn(timing, /dynamodb;dur=([\d.]+)/) }
  for (let told = lines.length; ; told--) {
    const report: RequestReport = { requests: [...lines.slice(0, told), ...(told < count ? [`… and ${count - told} more`] : [])], ...measured }
    const text = encodeURIComponent(JSON.stringify(report))
    if (text.length <= mostBytes || told === 0) return text
  }
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0)
