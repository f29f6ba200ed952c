import { DynamoOrmError } from './DynamoOrmError.js'

/** Anything else that went wrong between the driver and DynamoDB: no connection, no permission, an internal error. */
export class ServiceError extends DynamoOrmError {
  readonly statusCode: number

  /** @param name DynamoDB's name of the error, or that of the network's. */
  constructor(subject: string, name: string, details: { readonly statusCode: 500 | 503; readonly operation?: string | undefined; readonly cause?: unknown }) {
    const { statusCode, ...rest } = details
    const remedy = statusCode === 503 ? 'Check the endpoint and the network, then try again.' : 'Check credentials, permissions and region; the cause says more.'
    super(`${subject}: the request failed with ${name}. ${remedy}`, { code: `service.${name}`, ...rest })
    this.statusCode = statusCode
  }
}
