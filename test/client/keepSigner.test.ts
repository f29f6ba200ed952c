import { GetItemCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { makeClient } from '../../src/client/makeClient.js'

/** Sends gets, and tells as whom each was signed. */
async function signedAs(given: DynamoDBClientConfig, times: number): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = []
  const handle = ({ headers }: { headers: Record<string, string> }) => {
    seen.push(/Credential=(.+?)\/\d{8}\/(.+?)\//.exec(headers.authorization ?? '')?.slice(1).join(' in '))
    return Promise.resolve({ response: { statusCode: 200, headers: {}, body: new Uint8Array(Buffer.from('{}')) } })
  }
  const client = makeClient({ region: 'eu-west-1', ...given, requestHandler: { metadata: { handlerProtocol: 'http/1.1' }, handle } as never }, {})
  for (let time = 0; time < times; time++) await client.send(new GetItemCommand({ TableName: 't', Key: {} }))
  client.destroy()
  return seen
}

test('credentials that have ended are asked for again, by the signer that is kept', async () => {
  let asked = 0
  const credentials = () => Promise.resolve({ accessKeyId: `key${++asked}`, secretAccessKey: 's', expiration: new Date(asked === 1 ? 0 : 4e12) })
  expect(await signedAs({ credentials }, 3)).toEqual(['key2 in eu-west-1', 'key2 in eu-west-1', 'key2 in eu-west-1'])
})

test('one signer signs all requests', async () => {
  let made = 0
  class Signer {
    constructor() {
      made++
    }

    sign = (request: object) => Promise.resolve(request)
  }
  await signedAs({ credentials: { accessKeyId: 'a', secretAccessKey: 's' }, signerConstructor: Signer as never }, 3)
  expect(made).toBe(1)
})

test('a signer that is given is asked for each request', async () => {
  let asked = 0
  const signer = () => Promise.resolve({ sign: (request: object) => Promise.resolve(request), asked: ++asked })
  await signedAs({ credentials: { accessKeyId: 'a', secretAccessKey: 's' }, signer: signer as never }, 3)
  expect(asked).toBe(3)
})
