import type { OpenedSource } from '../support/openWith.js'
import { shownRequest } from './shownRequest.js'

/** One access pattern of an application. */
export interface Pattern {
  readonly name: string
  readonly call: () => Promise<unknown>
  /** Every request, in order, as `shownRequest` shows it. */
  readonly requests: readonly string[]
  /** What the call gives, or a part of it. */
  readonly result?: unknown
  /** The error that it ends in instead: its name. */
  readonly fails?: string
  /** What is true afterwards. */
  readonly after?: () => Promise<void>
}

const uuid = /(\w+-)?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g

/** What came of a pattern, for `toMatchObject()`. */
export interface Followed {
  readonly requests: readonly string[]
  readonly result: unknown
  readonly fails: string | undefined
}

/** Calls a pattern, and tells what it sent, gave, or failed with. New ids are shown as `(id)`. */
export async function followPattern({ call, fails, after }: Pattern, { sent }: OpenedSource): Promise<Followed> {
  sent.clear()
  const outcome = await call().then((result): Omit<Followed, 'requests'> => ({ result: result ?? null, fails: undefined }), (error: Error) => {
    if (error.constructor.name !== fails) throw error
    return { result: null, fails }
  })
  const requests = sent.requests.map((request) => shownRequest(request).replaceAll(uuid, '(id)'))
  await after?.()
  return { requests, ...outcome }
}

/** What shall come of it. */
export const expectedOf = ({ requests, result, fails }: Pattern): Followed => ({ requests, result: result ?? null, fails })
