import { randomUUID } from 'node:crypto'
import { assignProperty } from '../codec/assignProperty.js'
import type { EntityCodec } from '../codec/compileCodec.js'
import { computeValue } from '../codec/computeValue.js'
import { InvalidValueError } from '../errors/InvalidValueError.js'
import type { AttributeModel, EntityModel } from '../metadata/EntityModel.js'
import type { EntityStore } from './EntityStore.js'

/** Values that the driver fills in, by attribute. */
export type GeneratedValues = readonly (readonly [AttributeModel, unknown])[]

/** Draws the next number for a column of an entity. */
export type NextNumber = (attribute: AttributeModel) => Promise<number>

export const valueAt = (entity: object, attribute: AttributeModel): unknown => {
  if (attribute.read !== undefined) return attribute.read(entity)
  let value: unknown = entity
  for (const name of attribute.path) {
    if (value === null || value === undefined) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** Writes values into an entity, making embedded objects on the way. */
export function assignValues(entity: object, values: GeneratedValues): void {
  for (const [attribute, value] of values) {
    if (attribute.propertyless === true) continue
    assignProperty(entity, attribute.path, value)
  }
}

/** The same entity with other values, the given one left as it is. */
export function withValues<T extends object>(entity: T, values: GeneratedValues): T {
  if (values.length === 0) return entity
  const copy = Object.assign(Object.create(Object.getPrototypeOf(entity) as object | null) as T, entity)
  for (const [attribute] of values) {
    let holder = copy as Record<string, unknown>
    for (const name of attribute.path.slice(0, -1)) {
      const inner = holder[name]
      holder = holder[name] = typeof inner === 'object' && inner !== null ? Object.assign(Object.create(Object.getPrototypeOf(inner) as object | null) as Record<string, unknown>, inner) : {}
    }
  }
  assignValues(copy, values)
  return copy
}

/** The time to live that a write at a moment gives its item, in whole seconds as it is stored; nothing where the column has no function for it. */
export function expiryAt({ timeToLive, expiry }: EntityModel, now: Date): GeneratedValues {
  if (timeToLive === undefined || expiry === undefined) return []
  const time = expiry.at(now)
  return [[timeToLive, time instanceof Date ? new Date(Math.floor(time.getTime() / 1000) * 1000) : typeof time === 'number' ? Math.floor(time) : time]]
}

/** The same, where every write moves it. */
export const movedExpiry = (model: EntityModel, now: Date): GeneratedValues => (model.expiry?.on === 'write' ? expiryAt(model, now) : [])

/**
 * What an entity that is about to be stored for the first time, or as a whole, lacks: ids, dates, version, discriminator and
 * defaults, with the meaning that TypeORM gives them, but for the columns that are computed. Its numbers are drawn apart.
 */
export function generateValues(model: EntityModel, entity: object, now: Date): [AttributeModel, unknown][] {
  const values: [AttributeModel, unknown][] = []
  for (const attribute of model.filled) {
    const given = valueAt(entity, attribute)
    if (attribute.generated === 'discriminator') {
      if (given === undefined || given === null) values.push([attribute, model.discriminatorValue])
    } else if (isLacking(attribute, given)) {
      const value = attribute === model.timeToLive && model.expiry !== undefined ? expiryAt(model, now)[0]![1] : generated(attribute, now)
      if (value !== undefined) values.push([attribute, value])
    }
  }
  return values
}

/** Values that an entity is given, with what its computed columns then hold. */
export function withComputedValues({ model, codec }: EntityStore, entity: object, given: GeneratedValues): GeneratedValues {
  if (model.computed.length === 0) return given
  const values = new Map(given)
  for (const computed of model.computed) {
    if (computed.attribute.ofChild !== true) values.set(computed.attribute, computeValue(model, computed, (source) => asRead(codec, source, values.has(source) ? values.get(source) : valueAt(entity, source))))
  }
  return [...values]
}

/** A value as it is read once it is stored, which is what updates compute from. What cannot be stored is told of when it is, after the schemas. */
function asRead(codec: EntityCodec, source: AttributeModel, value: unknown): unknown {
  try {
    return codec.decodeValue(source, codec.encodeValue(source, value))
  } catch (error) {
    if (error instanceof InvalidValueError) return value
    throw error
  }
}

/** The numbers that it lacks. Most entities have none: look at the model's `counted` before waiting for them. */
export async function drawNumbers(model: EntityModel, entity: object, nextNumber: NextNumber): Promise<[AttributeModel, unknown][]> {
  const values: [AttributeModel, unknown][] = []
  for (const attribute of model.counted) {
    if (isLacking(attribute, valueAt(entity, attribute))) values.push([attribute, await nextNumber(attribute)])
  }
  return values
}

const isLacking = ({ nullable, generated: kind }: AttributeModel, given: unknown): boolean => given === undefined || (given === null && !nullable && kind !== undefined)

function generated(attribute: AttributeModel, now: Date): unknown {
  switch (attribute.generated) {
    case 'uuid':
      return randomUUID()
    case 'create-date':
    case 'update-date':
    case 'now':
      return now
    case 'version':
      return 1
    default:
      return attribute.defaultValue
  }
}
