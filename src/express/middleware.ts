/** What Express calls, in the little that is used of it: no type of Express is needed to use this package. */
export type Next = (error?: unknown) => void
export type Middleware<Request = object> = (request: Request, response: object, next: Next) => void
