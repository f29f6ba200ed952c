import { all, compare, isNull } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { EntityModel } from '../../metadata/EntityModel.js'

/** That an item is of the entity, not of another that shares its table; undefined where none does. */
export function ofEntity({ discriminator, discriminatorValues }: EntityModel): Condition | undefined {
  if (discriminator === undefined || discriminatorValues === undefined) return undefined
  const values = discriminatorValues.map((value) => ({ S: value }))
  return values.length === 1 ? compare('=', discriminator.name, values[0]!) : compare('in', discriminator.name, ...values)
}

/** That an item is of the entity and, unless deleted ones are wanted, not soft-deleted. */
export function visible(model: EntityModel, withDeleted = false): Condition {
  const kind = ofEntity(model)
  return all([...(kind === undefined ? [] : [kind]), ...(model.deleteDate === undefined || withDeleted ? [] : [isNull(model.deleteDate.name)])])
}
