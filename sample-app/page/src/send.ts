import { logRequests } from './requestLog.js'

export interface Issue {
  readonly path: string
  readonly message: string
}

interface Options {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: unknown
  /** The version that the stored entity must still have. */
  readonly version?: number
  /** What the user did, for the panel "What DynamoDB did". Without it, nothing is shown there. */
  readonly action?: string | undefined
}

/** An answer that says no. */
export class Refused extends Error {
  constructor(readonly status: number, message: string, readonly issues: readonly Issue[] = []) {
    super(message)
  }

  /** Somebody else was faster. */
  get outdated(): boolean {
    return this.status === 412 || this.status === 409
  }
}

const unreachable = (): Refused => new Refused(0, 'The server cannot be reached.')

/** Sends one request to the API and gives its JSON. */
export async function send<Answer = void>(path: string, { method = 'GET', body, version, action }: Options = {}): Promise<Answer> {
  const headers = {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  }
  const response = await fetch(`/api${path}`, { method, headers, cache: 'no-store', ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    .catch(() => { throw unreachable() })
  if (action !== undefined) logRequests(response.ok ? action : `${action}: refused`, response.headers.get('dynamodb-requests'))
  const text = await response.text().catch(() => { throw unreachable() })
  const json = response.headers.get('content-type')?.includes('json') === true && text !== '' ? (JSON.parse(text) as unknown) : undefined
  if (response.ok) return json as Answer
  const { message, issues } = (json ?? {}) as { readonly message?: string; readonly issues?: readonly Issue[] }
  throw new Refused(response.status, message ?? `The server answered ${response.status}.`, issues)
}
