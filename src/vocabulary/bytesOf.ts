/** Bytes as the API carries them, either form of it: bytes, or base64 text. */
export function bytesOf(wire: Uint8Array | string): Buffer {
  if (typeof wire === 'string') return Buffer.from(wire, 'base64')
  return Buffer.isBuffer(wire) ? wire : Buffer.from(wire.buffer, wire.byteOffset, wire.byteLength)
}

/** The bytes of a Buffer, of any other view, or of an ArrayBuffer; undefined for other values. */
export function bytesIn(value: object): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
}
