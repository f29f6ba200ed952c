import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** The parts of the SDK's protocol that its client exposes, as far as they are used here. */
interface Serializer {
  setSerdeContext(context: unknown): void
  write(schema: unknown, value: unknown): void
  flush(): string | Uint8Array | undefined
}

interface Deserializer {
  setSerdeContext(context: unknown): void
  read(schema: unknown, data: unknown): Promise<unknown>
  readObject(schema: unknown, data: unknown): unknown
}

interface JsonCodec {
  setSerdeContext(context: unknown): void
  createSerializer(): Serializer
  createDeserializer(): Deserializer
}

interface ProtocolConfig {
  protocol?: { setSerdeContext(context: unknown): void; getPayloadCodec?: () => JsonCodec; constructor: Function }
  readonly protocolSettings?: { readonly jsonCodec?: JsonCodec }
}

/**
 * Lets a client of our own write requests by JSON.stringify and read answers by JSON.parse, without the SDK's walk over every
 * attribute value, which the codecs of entities make anyway. What holds binary values, is no request for items, or is an error
 * stays with the SDK; so does everything where its protocol has another form.
 */
export function leanProtocol(client: DynamoDBClient): void {
  const config = client.config as unknown as ProtocolConfig
  const codec = config.protocolSettings?.jsonCodec
  if (config.protocol?.getPayloadCodec === undefined || config.protocol.getPayloadCodec() !== codec || codec === undefined) return
  const made = config.protocol.constructor as new (settings: object) => NonNullable<ProtocolConfig['protocol']>
  config.protocol = new made({ ...config.protocolSettings, jsonCodec: leanCodec(codec) })
  config.protocol.setSerdeContext(config)
}

function leanCodec(codec: JsonCodec): JsonCodec {
  return {
    setSerdeContext: (context) => codec.setSerdeContext(context),
    createSerializer: () => leanSerializer(codec.createSerializer()),
    createDeserializer: () => leanDeserializer(codec.createDeserializer()),
  }
}

function leanSerializer(usual: Serializer): Serializer {
  let text: string | undefined
  return {
    setSerdeContext: (context) => usual.setSerdeContext(context),
    write(schema, value) {
      text = isOfItems(schema) && hasItsToken(value as object) ? JSON.stringify(value) : undefined
      // JSON has no bytes: their place then holds an object. Within a string, the quotes of these would not stand alone.
      if (text !== undefined && (holds(text, 'B":{') || holds(text, 'BS":[{'))) text = undefined
      if (text === undefined) usual.write(schema, value)
    },
    flush: () => text ?? usual.flush(),
  }
}

function leanDeserializer(usual: Deserializer): Deserializer {
  return {
    setSerdeContext: (context) => usual.setSerdeContext(context),
    read(schema, data) {
      if (!isOfItems(schema) || !(data instanceof Uint8Array)) return usual.read(schema, data)
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')
      if (text === '' || holds(text, 'B":"') || holds(text, 'BS":[')) return usual.read(schema, data)
      return Promise.resolve(JSON.parse(text))
    },
    readObject: (schema, data) => usual.readObject(schema, data),
  }
}

/** Whether a text holds a member of that name: searched by its capital first, since quotes are everywhere. */
const holds = (text: string, member: string): boolean => text.includes(member) && text.includes(`"${member}`)

const ofItems: ReadonlySet<string> = new Set(['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'TransactGetItems', 'TransactWriteItems', 'UpdateItem'].flatMap((action) => [`${action}Input`, `${action}Output`]))

/** A transaction without a token gets one from the SDK, by which it is known when it is sent again. */
const hasItsToken = (input: { TransactItems?: readonly object[]; ClientRequestToken?: string }): boolean => input.ClientRequestToken !== undefined || input.TransactItems?.[0] === undefined || 'Get' in input.TransactItems[0]

/** Whether a schema is of a request for items or its answer, in which there is nothing but texts, numbers, flags and attribute values. */
function isOfItems(schema: unknown): boolean {
  // The SDK hands over its own form of a schema, or the schema itself: a list, whose third part is the name.
  const name: unknown = Array.isArray(schema) ? schema[2] : (schema as { getName?: () => string | undefined }).getName?.()
  return typeof name === 'string' && ofItems.has(name)
}
