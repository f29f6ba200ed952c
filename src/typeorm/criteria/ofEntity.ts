import { all, compare, isNull } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { EntityModel } from '../../metadata/EntityModel.js'
import { epochSeconds, notExpired } from '../../planner/notExpired.js'

/** That an item is of the entity, not of another that shares its table; undefined where none does. */
export function ofEntity({ discriminator, discriminatorValues }: EntityModel): Condition | undefined {
  if (discriminator === undefined || discriminatorValues === undefined) return undefined
  const values = discriminatorValues.map((value) => ({ S: value }))
  return values.length === 1 ? compare('=', discriminator.name, values[0]!) : compare('in', discriminator.name, ...values)
}

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
