import { all, any, compare, isNull, not, notExists } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { EntityModel, ItemType, KeyModel } from '../../metadata/EntityModel.js'
import { epochSeconds, notExpired } from '../../planner/notExpired.js'
import type { AttributeValue, Item } from '../../vocabulary/AttributeValue.js'

/** That an item is of the class, not of another of its hierarchy; undefined where it has none. */
export function ofClass({ discriminator, discriminatorValues }: EntityModel): Condition | undefined {
  if (discriminator === undefined || discriminatorValues === undefined) return undefined
  const values = discriminatorValues.map((value) => ({ S: value }))
  return values.length === 1 ? compare('=', discriminator.name, values[0]!) : compare('in', discriminator.name, ...values)
}

/** That an item is of the entity, not of another that shares its table; undefined where none does. */
export function ofEntity(model: EntityModel): Condition | undefined {
  const conditions = [model.itemType === undefined ? undefined : ofType(model, model.itemType), ofClass(model)].filter((condition) => condition !== undefined)
  return conditions.length === 0 ? undefined : all(conditions)
}

/** Whether an item says that it is not of the entity. */
export const isOfAnother = ({ itemType }: EntityModel, item: Item): boolean => itemType !== undefined && item[itemType.attribute] !== undefined && item[itemType.attribute]!.S !== itemType.value

/** What a reader is shown that is hidden otherwise. */
export interface Shown {
  /** What is soft-deleted. */
  readonly withDeleted?: boolean | undefined
  /** What has outlived its time, and is not deleted yet. */
  readonly withExpired?: boolean | undefined
}

/** That an item is to be seen at a moment: neither soft-deleted nor expired, unless such ones are wanted. */
export const shown = (model: EntityModel, now: Date, { withDeleted = false, withExpired = false }: Shown): readonly Condition[] => [
  ...(model.deleteDate === undefined || withDeleted ? [] : [isNull(model.deleteDate.name)]),
  ...(withExpired ? [] : notExpired(model, epochSeconds(now))),
]

/** That an item is of the entity and to be seen. */
export function visible(model: EntityModel, now: Date, what: Shown = {}): Condition {
  const kind = ofEntity(model)
  return all([...(kind === undefined ? [] : [kind]), ...shown(model, now, what)])
}

/** That an item is of the entity, where reads find unknown ones as well; undefined where they do not. */
export const isKnownToBe = ({ itemType }: EntityModel): Condition | undefined => (itemType?.table.unknownItems === 'error' ? compare('=', itemType.attribute, { S: itemType.value }) : undefined)

/** Names of the attributes by which items of several classes, or of none, are told. */
export const tellingNames = ({ discriminator, itemType }: EntityModel): string[] => [...(discriminator === undefined ? [] : [discriminator.name]), ...(itemType === undefined ? [] : [itemType.attribute])]

function ofType({ primaryKey }: EntityModel, { attribute, value, table, known }: ItemType): Condition {
  const own = compare('=', attribute, { S: value })
  switch (table.unknownItems) {
    case 'skip':
      return own
    case 'adopt':
      return any([own, all([notExists(attribute), ...primaryKey.flatMap(keyLooks)])])
    case 'error':
      // What is unknown is found as well, so that it can be refused.
      return any([own, not(compare('in', attribute, ...known.map((one): AttributeValue => ({ S: one }))))])
    default:
      return table.unknownItems satisfies never
  }
}

/** That a key has the texts of the entity's keys. */
function keyLooks({ attributes: [attribute], template }: KeyModel): Condition[] {
  const [text = '', ...behind] = template?.literals ?? []
  if (behind.length === 0) return [compare('=', attribute!.name, { S: text })]
  return [...(text === '' ? [] : [compare('begins_with', attribute!.name, { S: text })]), ...behind.flatMap((literal) => (literal === '' ? [] : [compare('contains', attribute!.name, { S: literal })]))]
}
