/**
 * In place of the network: answers at once, with bodies that were made before. The items are those that the adapter itself has
 * stored, in its own form, so that each reads what it wrote; everything else of the SDK runs.
 */
export class Stub {
  metadata = { handlerProtocol: 'http/1.1' }
  /** The items put so far, by table; undefined once the answers are made. */
  recorded = new Map()
  scenes = new Map()
  answers = {}
  /** The requests since somebody last looked. */
  seen = []
  counting = true

  async handle(request) {
    const action = request.headers['x-amz-target'].slice('DynamoDB_20120810.'.length)
    if (this.counting) this.seen.push(action)
    if (this.recorded !== undefined) return reply(this.record(action, request))
    const answer = this.answers[action]
    if (answer === undefined) throw new Error(`The stub has no answer for ${action}.`)
    return reply(typeof answer === 'function' ? answer(textOf(request)) : answer)
  }

  record(action, request) {
    const input = JSON.parse(textOf(request))
    if (action === 'GetItem') return bytes({ Item: this.recorded.get(input.TableName)[0] })
    if (action !== 'PutItem') throw new Error(`The stub records PutItem only, not ${action}.`)
    this.recorded.set(input.TableName, [...(this.recorded.get(input.TableName) ?? []), input.Item])
    return bytes({})
  }

  /** Makes the answers: of one table for the usual requests, and of two for a relation. */
  bake(names) {
    const recorded = this.recorded
    this.recorded = undefined
    const items = recorded.get('orders')
    const orders = answersOf('orders', items, names)
    this.scenes.set('orders', orders)
    this.scenes.set('nothing there', { ...orders, GetItem: bytes({}) })
    if (recorded.has('purchases')) {
      this.scenes.set('purchases', { ...answersOf('purchases', recorded.get('purchases'), names), BatchGetItem: bytes({ Responses: { customers: recorded.get('customers') }, UnprocessedKeys: {} }) })
    }
    this.use('orders')
  }

  use(scene) {
    this.answers = this.scenes.get(scene)
  }

  updateHttpClientConfig() {}
  httpHandlerConfigs = () => ({})
  destroy() {}
}

/** The configuration of a client that meets the stub: it signs its requests like any other. */
export const clientConfig = (requestHandler) => ({
  region: 'us-east-1', endpoint: 'http://127.0.0.1:8000', credentials: { accessKeyId: 'none', secretAccessKey: 'none' }, requestHandler,
})

/** A Query gets as many as it asks for, and a key to go on with: the table has no end. */
function answersOf(table, recorded, names) {
  const page = (count) => {
    const Items = recorded.slice(0, count)
    return bytes({ Items, Count: count, ScannedCount: count, LastEvaluatedKey: Object.fromEntries(names.map((name) => [name, Items.at(-1)[name]])) })
  }
  const pages = new Map([100, 101].map((count) => [String(count), page(count)]))
  const items = recorded.slice(0, 100)
  return {
    PutItem: bytes({}),
    UpdateItem: bytes({}),
    GetItem: bytes({ Item: items[0] }),
    Query: (text) => pages.get(/"Limit":(\d+)/.exec(text)?.[1] ?? '100'),
    BatchGetItem: bytes({ Responses: { [table]: items }, UnprocessedKeys: {} }),
    BatchWriteItem: bytes({ UnprocessedItems: {} }),
    TransactWriteItems: bytes({}),
  }
}

const textOf = ({ body }) => (typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())

const bytes = (value) => Buffer.from(JSON.stringify(value))

const reply = (body) => ({
  response: {
    statusCode: 200,
    reason: 'OK',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(body.length), 'x-amzn-requestid': 'STUB'.repeat(13), 'x-amz-crc32': '0' },
    body: new Uint8Array(body.buffer, body.byteOffset, body.length),
  },
})
