import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesOf } from '../vocabulary/bytesOf.js'
import { defineMember } from './defineMember.js'
import { fromWireNumber } from './fromWireNumber.js'

/**
 * Reads any stored value as what it is in JavaScript. Other types of column read in this way what does not fit them.
 */
export function decodeJson(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S
  if (value.N !== undefined) return fromWireNumber(value.N)
  if (value.BOOL !== undefined) return value.BOOL
  if (value.M !== undefined) return decodeMap(value.M)
  if (value.L !== undefined) return value.L.map(decodeJson)
  if (value.NULL !== undefined) return null
  if (value.B !== undefined) return bytesOf(value.B)
  if (value.SS !== undefined) return new Set(value.SS)
  if (value.NS !== undefined) return new Set(value.NS.map(fromWireNumber))
  if (value.BS !== undefined) return new Set(value.BS.map(bytesOf))
  return undefined
}

function decodeMap(map: Record<string, AttributeValue>): object {
  const result = {}
  for (const name of Object.keys(map)) defineMember(result, name, decodeJson(map[name]!))
  return result
}
