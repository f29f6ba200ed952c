import type { AttributeModel, EntityModel } from '../metadata/EntityModel.js'
import { planWrite, type PlannedWrite } from '../planner/planWrite.js'
import type { WriteChange } from '../planner/WriteChange.js'
import type { EntityStore } from './EntityStore.js'
import { valueAt } from './generateValues.js'
import { refuseOperator } from './operatorAction.js'

/** The columns of each model that would take an operator for a value; all others refuse it by themselves. */
const unwary = new WeakMap<EntityModel, readonly AttributeModel[]>()

function unwaryOf(model: EntityModel): readonly AttributeModel[] {
  const known = unwary.get(model)
  if (known !== undefined) return known
  const found = model.attributes.filter(({ type, transformers }) => type === 'json' || type === 'simple-json' || transformers.length > 0)
  unwary.set(model, found)
  return found
}

/** Plans a write. @throws InvalidValueError that names an operator which stands in an entity. */
export function planChange({ model, codec }: Pick<EntityStore, 'model' | 'codec'>, change: WriteChange): PlannedWrite {
  if (change.kind !== 'put') return planWrite(model, codec, change)
  for (const attribute of unwaryOf(model)) refuseOperator(attribute, valueAt(change.entity, attribute))
  try {
    return planWrite(model, codec, change)
  } catch (error) {
    for (const attribute of model.attributes) refuseOperator(attribute, valueAt(change.entity, attribute))
    throw error
  }
}
