import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

interface Scheme {
  readonly name?: string
  readonly signingName?: string
  readonly signingRegion?: string
}

interface Config {
  readonly credentials?: unknown
  signer?: (scheme?: Scheme) => Promise<unknown>
}

/**
 * Keeps the signer of a client of our own, which the SDK makes of a copy of its whole configuration for each request. It depends on the provider
 * of the credentials, whom it asks each time, on the region and on the service.
 */
export function keepSigner(client: DynamoDBClient): void {
  const config = client.config as unknown as Config
  const make = config.signer
  if (make === undefined) return
  const kept = new Map<string, { readonly credentials: unknown; readonly signer: Promise<unknown> }>()
  config.signer = (scheme) => {
    const { credentials } = config
    const name = `${scheme?.name}|${scheme?.signingName}|${scheme?.signingRegion}`
    const known = kept.get(name)
    if (known !== undefined && known.credentials === credentials) return known.signer
    const signer = make(scheme)
    kept.set(name, { credentials, signer })
    signer.catch(() => kept.delete(name))
    return signer
  }
}
