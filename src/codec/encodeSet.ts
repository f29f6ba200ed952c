import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bytesIn } from '../vocabulary/bytesOf.js'
import { decimalText, parseDecimal } from '../vocabulary/decimal.js'
import { bigintText, numberText } from './numberCodecs.js'
import { refuse } from './refuse.js'

const mixed = 'the members of a set must be all texts, all numbers or all binary. Use a json column for a list.'

/** Writes a string, number or binary set; which of them, the first member decides. */
export function encodeSet(members: Iterable<unknown>, subject: string): AttributeValue {
  const list = [...members]
  const first = list[0]
  if (list.length === 0) return refuse(subject, 'a set cannot be empty. Use null to leave the attribute out.')
  if (typeof first === 'string') return { SS: textMembers(list, members instanceof Set, subject) }
  if (typeof first === 'number' || typeof first === 'bigint') return { NS: distinct(list.map((one) => numberMember(one, subject))) }
  const bytes = list.map((one) => (typeof one === 'object' && one !== null ? bytesIn(one) : undefined) ?? refuse(subject, mixed))
  const seen = new Set<string>()
  return { BS: bytes.filter((one) => seen.size < seen.add(Buffer.from(one).toString('latin1')).size) }
}

function textMembers(list: unknown[], areDistinct: boolean, subject: string): string[] {
  for (const one of list) if (typeof one !== 'string') refuse(subject, mixed)
  return areDistinct ? (list as string[]) : distinct(list as string[])
}

function numberMember(value: unknown, subject: string): string {
  const text = typeof value === 'number' ? numberText(value, subject) : typeof value === 'bigint' ? bigintText(value, subject) : refuse(subject, mixed)
  // 1e21 and 10n ** 21n are one member, and a set with a member twice is refused.
  return text.includes('e+') ? decimalText(parseDecimal(text)!) : text
}

const distinct = (texts: string[]): string[] => [...new Set(texts)]
