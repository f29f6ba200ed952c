import { isDeepStrictEqual } from 'node:util'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { requestedStep } from '../../operations/requestedStep.js'
import { stepRequest, type SchemaRequest } from '../../operations/stepRequest.js'
import type { UndoStep } from '../../planner/undoStep.js'

const written = /^\s*(CreateTable|UpdateTable|DeleteTable|UpdateTimeToLive)\s+(\{[\s\S]*\})\s*;?\s*(?:--[^\n]*)?$/

/** A request in the form in which `schema:log` prints it and `migration:generate` writes it down. */
export const schemaRequestText = ({ action, input }: SchemaRequest): string => `${action} ${JSON.stringify(input)}`

/**
 * The step that such a text asks for, whatever a comment behind it says; undefined for any other text.
 *
 * @throws InvalidQueryError for a request of which this driver would do only a part.
 */
export function schemaStepIn(text: string): UndoStep | undefined {
  const [, action, json] = written.exec(text) ?? []
  if (action === undefined || json === undefined) return undefined
  const request = { action, input: parsed(action, json) } as SchemaRequest
  const step = requestedStep(request)
  if (step === undefined || !isDeepStrictEqual(stepRequest(step), request)) throw new InvalidQueryError(`${action}: only requests as schema:log prints them can be run. Send others by the AWS SDK's client.`, { code: 'schema.request' })
  return step
}

function parsed(action: string, json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new InvalidQueryError(`${action}: what follows is not JSON. Write it as schema:log prints it.`, { code: 'schema.request' })
  }
}
