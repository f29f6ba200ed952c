import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { all, any, conditionNames, conjuncts, exists } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import { Placeholders } from '../expressions/Placeholders.js'
import { renderCondition } from '../expressions/renderCondition.js'
import type { EntityModel, KeyAttribute } from '../metadata/EntityModel.js'
import type { KeyWireType } from '../vocabulary/attributeTypes.js'
import type { AttributeValue, Key } from '../vocabulary/AttributeValue.js'
import { parseDecimal, storageFault } from '../vocabulary/decimal.js'
import { limits } from '../vocabulary/limits.js'
import { isOfMoment } from './notExpired.js'
import { positionAttributes } from './positions.js'
import type { ReadChoice } from './ReadChoice.js'
import type { PagedPlan } from './ReadPlan.js'

/** Where one reading stands: before everything, behind an item, or behind everything. */
export type Place = 'edge' | 'done' | Key

/** Where a page begins, and in which direction it is read: a place in each step of the plan. */
export interface PageStart {
  readonly backward: boolean
  readonly places: readonly Place[]
  /** The same in what the reader sees otherwise than it is stored; undefined where that was nothing. */
  readonly images?: readonly Place[] | undefined
}

/** Before everything. */
export const isBeginning = ({ places, images = [] }: PageStart): boolean => places.every((place) => place === 'edge') && images.every((place) => place === 'edge')

/**
 * An opaque text for where a page begins, safe in URLs, that only the same question to the same model accepts.
 */
export function encodeCursor(model: EntityModel, choice: ReadChoice, { backward, places, images }: PageStart): string {
  const texts = [...places, ...(images ?? [])].map((place, at) => {
    if (place === 'edge') return 0
    if (place === 'done') return 1
    return openAttributes(model, planAt(choice, at)).map(({ name, wire }) => textOf(place[name]!, wire))
  })
  return Buffer.from(JSON.stringify([fingerprint(model, choice), (backward ? 1 : 0) + (images === undefined ? 0 : 2), ...texts])).toString('base64url')
}

/** Places in what is seen otherwise follow those in what is stored. */
const planAt = ({ steps }: ReadChoice, at: number): PagedPlan => steps[at % steps.length]!.plan as PagedPlan

const textOf = (value: AttributeValue, wire: KeyWireType): string => (wire === 'B' ? Buffer.from(value.B as Uint8Array).toString('base64url') : String(value[wire]))

/**
 * Where the page of a cursor begins.
 *
 * @throws InvalidQueryError for a text that is no cursor, or one of another question.
 */
export function decodeCursor(model: EntityModel, choice: ReadChoice, cursor: string): PageStart {
  const [print, form, ...texts] = partsOf(cursor, choice.steps.length)
  if (print !== fingerprint(model, choice)) throw refusal('it belongs to another question or order')
  const [backward, hasImages] = [form === 1 || form === 3, form === 2 || form === 3]
  const count = choice.steps.length
  if (!(backward || hasImages || form === 0) || texts.length !== (hasImages ? 2 * count : count)) throw noCursor()
  if (backward && choice.steps.some((step) => step.plan.kind === 'scan')) throw noCursor()
  const places = texts.map((text, at) => placeOf(text, model, planAt(choice, at)))
  return { backward, places: places.slice(0, count), ...(hasImages ? { images: places.slice(count) } : {}) }
}

function placeOf(text: unknown, model: EntityModel, plan: PagedPlan): Place {
  if (text === 0) return 'edge'
  if (text === 1) return 'done'
  const open = openAttributes(model, plan)
  if (!Array.isArray(text) || text.length !== open.length || !text.every((part) => typeof part === 'string')) throw noCursor()
  const position: Key = { ...fixedPart(plan) }
  for (const [at, { name, wire }] of open.entries()) position[name] = valueOf(text[at] as string, wire)
  return position
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

function openAttributes(model: EntityModel, plan: PagedPlan): KeyAttribute[] {
  const fixed = fixedPart(plan)
  return positionAttributes(model, plan.index).filter(({ name }) => fixed[name] === undefined)
}

/** Of each step, and of what is seen otherwise; the keys of an index with its table hold a little more than two keys. */
const maxCharacters = 2 * 16_384

function partsOf(cursor: string, steps: number): unknown[] {
  if (cursor.length > maxCharacters * Math.max(steps, 1) || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw noCursor()
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    // What is no JSON is no cursor.
  }
  if (!Array.isArray(parts)) throw noCursor()
  return parts
}

function valueOf(text: string, wire: KeyWireType): AttributeValue {
  if (wire === 'N') {
    const number = parseDecimal(text)
    if (number === undefined || storageFault(number) !== undefined) throw noCursor()
    return { N: text }
  }
  if (text === '' || Buffer.byteLength(text) > limits.partitionKeyBytes * 2) throw noCursor()
  return wire === 'B' ? { B: Buffer.from(text, 'base64url') } : { S: text }
}

export const noCursor = (): InvalidQueryError => refusal('it is no cursor of this question')

function refusal(reason: string): InvalidQueryError {
  return new InvalidQueryError(`The parameter exclusiveStartKey: ${reason}. Begin with the first page.`, { code: 'page.cursor', path: 'exclusiveStartKey' })
}

/** A short text that differs for different questions and models: where they read, what they ask, in which direction, and what a place consists of. */
export function fingerprint(model: EntityModel, { steps, order }: ReadChoice): string {
  const placeholders = new Placeholders()
  const texts = steps.map(({ plan, residual }) => {
    if (plan.kind === 'get' || plan.kind === 'batch-get') return [plan.table, plan.kind === 'get' ? [plan.key] : plan.keys, residual === undefined ? '' : renderCondition(lasting(residual), placeholders)]
    const asked = [plan.kind === 'query' ? plan.keyCondition : undefined, plan.filter, residual].map((condition) => (condition === undefined ? '' : renderCondition(lasting(condition), placeholders)))
    return [plan.table, plan.index ?? '', plan.kind === 'query' && !plan.forward ? 'backward' : '', ...asked, positionAttributes(model, plan.index).map(({ name, wire }) => [name, wire])]
  })
  return hash(JSON.stringify([texts, steps.length > 1 ? order : [], placeholders.names, placeholders.values]))
}

/** The same question at any time: the next page is asked for later. */
function lasting(condition: Condition): Condition {
  if (isOfMoment(condition)) return exists([...conditionNames(condition)][0]!)
  if (condition.kind === 'and') return all(condition.conditions.map(lasting))
  return condition.kind === 'or' ? any(condition.conditions.map(lasting)) : condition
}

/** FNV-1a of 64 bits: it tells questions apart, and guards nothing. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n
  for (const byte of Buffer.from(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n)
  return value.toString(36)
}
