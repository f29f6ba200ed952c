/** What a client is told of each status where nothing better is known. */
export const told: Readonly<Record<number, string>> = {
  400: 'The request is not valid.',
  404: 'There is no such thing.',
  405: 'This cannot be done with it.',
  409: 'It was changed meanwhile, or exists already. Read it again.',
  412: 'It has been changed since it was read. Read it again.',
  413: 'It is too large.',
  415: 'The body must be JSON, in UTF-8, with content-type: application/json.',
  421: 'This server has another name: ask for localhost, or its address.',
  429: 'There are too many requests. Try again later.',
  500: 'Something went wrong.',
  503: 'This cannot be done now. Try again later.',
}

/** An answer that is no success: what a route throws, and the error handler sends. */
export class HttpError extends Error {
  constructor(readonly status: number, readonly code: string, message = told[status]) {
    super(message)
  }
}
