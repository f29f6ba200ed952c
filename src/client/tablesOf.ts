/** The tables that a request names, each once. */
export function tablesOf(input: object): string[] {
  const { TableName, RequestItems, TransactItems } = input as {
    readonly TableName?: string
    readonly RequestItems?: object
    readonly TransactItems?: readonly Record<string, { readonly TableName?: string } | undefined>[]
  }
  const named = TransactItems?.flatMap((entry) => Object.values(entry).map((operation) => operation?.TableName)) ?? [TableName, ...Object.keys(RequestItems ?? {})]
  return [...new Set(named.filter((name) => name !== undefined))]
}
