import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { conjuncts } from '../expressions/conditions.js'
import { Placeholders } from '../expressions/Placeholders.js'
import { renderCondition } from '../expressions/renderCondition.js'
import type { EntityModel, KeyAttribute } from '../metadata/EntityModel.js'
import { attributeTypes, type KeyWireType } from '../vocabulary/attributeTypes.js'
import type { AttributeValue, Item, Key } from '../vocabulary/AttributeValue.js'
import { parseDecimal, storageFault } from '../vocabulary/decimal.js'
import { limits } from '../vocabulary/limits.js'
import type { ReadChoice } from './planRead.js'
import type { PagedPlan } from './ReadPlan.js'

/** The key attributes that tell where a reading of a table or index stands. */
export function positionAttributes(model: EntityModel, plan: PagedPlan): KeyAttribute[] {
  const index = plan.index === undefined ? undefined : model.indexByName.get(plan.index)
  const own = model.keyNames.map((name): KeyAttribute => ({ name, wire: attributeTypes[model.attributeByName.get(name)!.type].wire as KeyWireType }))
  const all = [...own, ...(index?.partitionKey.attributes ?? []), ...(index?.sortKey?.attributes ?? [])]
  return all.filter((attribute, position) => all.findIndex((other) => other.name === attribute.name) === position)
}

/** The position of an item in a reading. */
export function positionOf(item: Item, attributes: readonly KeyAttribute[]): Key {
  const key: Key = {}
  for (const { name } of attributes) key[name] = item[name]!
  return key
}

/** What the plan itself says of a position: a Query stays in its partition, whatever a cursor claims. */
function fixedPart(plan: PagedPlan): Key {
  const fixed: Key = {}
  if (plan.kind === 'scan') return fixed
  for (const conjunct of conjuncts(plan.keyCondition)) {
    if (conjunct.kind !== 'comparison' || conjunct.operator !== '=') continue
    const [value] = conjunct.values
    if (value?.kind === 'literal') fixed[conjunct.operand.path[0]] = value.value
  }
  return fixed
}

/**
 * An opaque text for a position, safe in URLs, that only the same question accepts.
 */
export function encodeCursor(choice: ReadChoice, plan: PagedPlan, position: Key, attributes: readonly KeyAttribute[]): string {
  const fixed = fixedPart(plan)
  const open = attributes.filter(({ name }) => fixed[name] === undefined).map(({ name, wire }) => textOf(position[name]!, wire))
  return Buffer.from(JSON.stringify([fingerprint(choice, plan), ...open])).toString('base64url')
}

const textOf = (value: AttributeValue, wire: KeyWireType): string => (wire === 'B' ? Buffer.from(value.B as Uint8Array).toString('base64url') : String(value[wire]))

/**
 * The position that a cursor stands for.
 *
 * @throws InvalidQueryError for a text that is no cursor, or one of another question.
 */
export function decodeCursor(cursor: string, choice: ReadChoice, plan: PagedPlan, attributes: readonly KeyAttribute[]): Key {
  const parts = partsOf(cursor)
  const fixed = fixedPart(plan)
  const open = attributes.filter(({ name }) => fixed[name] === undefined)
  if (parts === undefined || parts.length !== open.length + 1) throw refusal('it is no cursor')
  if (parts[0] !== fingerprint(choice, plan)) throw refusal('it belongs to another question or order')
  const position: Key = {}
  for (const { name } of attributes) if (fixed[name] !== undefined) position[name] = fixed[name]
  open.forEach(({ name, wire }, at) => {
    position[name] = valueOf(parts[at + 1]!, wire)
  })
  return position
}

const maxCharacters = 8192

function partsOf(cursor: string): string[] | undefined {
  if (cursor.length > maxCharacters || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined
  } catch {
    // What is no JSON is no cursor.
    return undefined
  }
}

function valueOf(text: string, wire: KeyWireType): AttributeValue {
  if (wire === 'N') {
    const number = parseDecimal(text)
    if (number === undefined || storageFault(number) !== undefined) throw refusal('it is no cursor')
    return { N: text }
  }
  if (text === '' || Buffer.byteLength(text) > limits.partitionKeyBytes * 2) throw refusal('it is no cursor')
  return wire === 'B' ? { B: Buffer.from(text, 'base64url') } : { S: text }
}

function refusal(reason: string): InvalidQueryError {
  return new InvalidQueryError(`The parameter exclusiveStartKey: ${reason}. Begin with the first page.`, { code: 'page.cursor', path: 'exclusiveStartKey' })
}

/** A short text that differs for different questions: where they read, what they ask, and in which direction. */
function fingerprint({ residual }: ReadChoice, plan: PagedPlan): string {
  const placeholders = new Placeholders()
  const texts = [plan.table, plan.index ?? '', plan.kind === 'query' ? `${renderCondition(plan.keyCondition, placeholders)}${plan.forward ? '' : ' backward'}` : '']
  for (const condition of [plan.filter, residual]) texts.push(condition === undefined ? '' : renderCondition(condition, placeholders))
  return hash(JSON.stringify([texts, placeholders.names, placeholders.values]))
}

/** FNV-1a of 64 bits: it tells questions apart, and guards nothing. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n)
  return value.toString(36)
}
