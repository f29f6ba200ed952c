import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Makes texts that only whoever has the secret can read or make. */
export interface CursorSeal {
  seal(text: string): string
  /** The text; undefined for what this seal, or one with an older secret, has not made. */
  open(sealed: string): string | undefined
}

/** Leaves cursors as they are. */
export const openCursors: CursorSeal = { seal: (text) => text, open: (text) => text }

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** Seals by AES-256-GCM with the first secret, and opens what any of them has sealed. */
export function cursorSeal(secrets: readonly string[]): CursorSeal {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', 'typeorm-dynamodb cursor', 32)))
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, keys[0]!, nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      if (!/^[A-Za-z0-9_-]+$/.test(sealed)) return undefined
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length <= nonceBytes + tagBytes) return undefined
      for (const key of keys) {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
        try {
          return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
        } catch {
          // Not sealed by this key: perhaps by an older one.
        }
      }
      return undefined
    },
  }
}
