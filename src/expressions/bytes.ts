/** Binary as bytes, whether it came as bytes or as base64 text. */
export const bytesOf = (value: unknown): Uint8Array => (typeof value === 'string' ? Buffer.from(value, 'base64') : (value as Uint8Array))
