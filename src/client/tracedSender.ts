import { answerAttributes, requestAttributes } from '../operations/spanAttributes.js'
import type { ActionName, Actions, Sender } from './Sender.js'
import type { ServerAddress } from './serverOf.js'
import { tablesOf } from './tablesOf.js'
import type { Tracing } from './Tracing.js'

/** Puts a span around each request, with what it asks, what is answered and what it consumes; never a value. */
export function tracedSender(sender: Sender, tracing: Tracing, server: ServerAddress | undefined): Sender {
  const place = server === undefined ? {} : { 'server.address': server.address, ...(server.port === 443 ? {} : { 'server.port': server.port }) }
  return {
    send<A extends ActionName>(action: A, input: Actions[A]['input'], options?: Parameters<Sender['send']>[2]) {
      const tables = tablesOf(input)
      return tracing.request<Actions[A]['output']>({
        name: tables.length === 1 ? `${action} ${tables[0]}` : action,
        attributes: { ...requestAttributes(action, input, tables), ...place },
        answered: (output) => answerAttributes(action, output),
        failed: failureAttributes,
      }, (span) => sender.send(action, input, span.isRecording() ? { returnCapacity: 'TOTAL', ...options } : options))
    },
  }
}

/** `error.type` is DynamoDB's name of the error, or, where no answer came, that of what hindered it. */
function failureAttributes(error: unknown): Record<string, string> {
  const { cause, name } = error as Error
  if (!(cause instanceof Error)) return { 'error.type': name }
  const answered = (cause as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined
  const type = cause.name === 'Error' ? ((cause as NodeJS.ErrnoException).code ?? name) : cause.name
  return { 'error.type': type, ...(answered ? { 'db.response.status_code': type } : {}) }
}
