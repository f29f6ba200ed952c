import { DynamoOrmError } from './DynamoOrmError.js'

/** A local engine that could not be started: none is installed, its port is taken, or it never answered. */
export class LocalEngineError extends DynamoOrmError {
  constructor(message: string, details: { readonly code: 'local.noEngine' | 'local.portInUse' | 'local.notReady'; readonly cause?: unknown }) {
    super(message, details)
  }
}
