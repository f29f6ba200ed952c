/** What carries paging parameters: a query as a web framework parses it, or the request that has one. */
export type PageableRequest = { readonly query?: unknown } | Readonly<Record<string, unknown>>

/** The parsed query. Whatever it holds comes from outside. */
export function queryOf(request: PageableRequest): Readonly<Record<string, unknown>> {
  const query = 'query' in request ? request.query : request
  return typeof query === 'object' && query !== null ? (query as Readonly<Record<string, unknown>>) : {}
}
