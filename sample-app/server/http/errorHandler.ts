import type { ErrorRequestHandler } from 'express'
import { dynamoErrorHandler, ValidationError } from 'typeorm-dynamodb'
import { ZodError } from 'zod'
import { HttpError, told } from './HttpError.js'
import { idOf } from './requestId.js'

interface Problem {
  readonly status: number
  readonly code: string
  readonly message?: string | undefined
  readonly issues?: readonly { readonly path: string; readonly message: string }[]
}

const ofPackage = dynamoErrorHandler()
const refused: Readonly<Record<number, string>> = { 404: 'request.nothing', 413: 'request.tooLarge', 415: 'request.type' }

/** Answers whatever a route throws: `{ status, code, message, requestId, issues? }`, without inner detail, which the log has. */
export function errorHandler(log: (line: string, error: unknown) => void = console.error): ErrorRequestHandler {
  return function handleError(error, request, response, next) {
    if (response.headersSent) {
      next(error)
      return
    }
    const requestId = idOf(response)
    const send = ({ status, code, message = told[status], issues }: Problem): void => {
      response.status(status).set('Cache-Control', 'no-store').json({ status, code, message, requestId, ...(issues === undefined ? {} : { issues }) })
    }
    const known = problemOf(error)
    if (known !== undefined) {
      send(known)
      return
    }
    ofPackage(error, request, { headersSent: false, status: () => ({ json: (body) => send(body as Problem) }) }, () => {
      log(`${requestId}: ${request.method} failed`, error)
      send({ status: 500, code: 'server.failed' })
    })
  }
}

function problemOf(error: unknown): Problem | undefined {
  if (error instanceof HttpError) return error
  if (error instanceof ZodError) return { status: 400, code: 'request.invalid', issues: error.issues.flatMap(issuesOf) }
  if (error instanceof ValidationError) return { status: 400, code: error.code, issues: error.issues.map(({ path, message }) => ({ path, message })) }
  // What Express and its parser of bodies refuse: a path or a body that cannot be decoded.
  const { status } = (error ?? {}) as { readonly status?: unknown }
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  return { status: told[status] === undefined ? 400 : status, code: refused[status] ?? 'request.malformed' }
}

/** What is not known is told at its place, as all else is; of what is no object nothing more can be said. */
function issuesOf(issue: ZodError['issues'][number]): { path: string; message: string }[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'There is nothing of this name.' }))
  const path = issue.path.join('.')
  return [{ path, message: path === '' && issue.code === 'invalid_type' ? 'Give a JSON object.' : issue.message }]
}
