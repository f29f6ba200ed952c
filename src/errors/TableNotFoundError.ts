import { DynamoOrmError } from './DynamoOrmError.js'

/** A table that DynamoDB does not have in this account and region, or whose name is not the one meant. */
export class TableNotFoundError extends DynamoOrmError {
  readonly statusCode = 404
  readonly table: string

  constructor(table: string, details: { readonly operation?: string | undefined; readonly cause?: unknown } = {}) {
    super(`Table ${table}: DynamoDB does not have it. Create it with \`synchronize: true\` or synchronize(), or check region, endpoint and entityPrefix.`, { code: 'table.notFound', ...details })
    this.table = table
  }
}
