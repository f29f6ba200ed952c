import { composeKey } from '../../codec/composedKey.js'
import { all, any, compare, conjuncts } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { AttributeModel, EntityModel } from '../../metadata/EntityModel.js'
import type { AttributeValue, Item } from '../../vocabulary/AttributeValue.js'
import { bindings } from '../../planner/bindings.js'

/** A condition that names all columns that a key is composed of names the key as well, so that items are found by it. */
export function withComposedKeys(model: EntityModel, condition: Condition): Condition {
  const keys = model.composedColumns
  return keys.length === 0 ? condition : withKeys(keys, condition)
}

function withKeys(keys: readonly AttributeModel[], condition: Condition): Condition {
  if (condition.kind === 'or') return any(condition.conditions.map((one) => withKeys(keys, one)))
  const parts = conjuncts(condition)
  const bound = bindings(parts)
  return all([...parts, ...keys.flatMap((key) => {
    const value = composedValue(key, (name) => bound.equal(name))
    return value === undefined ? [] : [compare('=', key.name, value)]
  })])
}

/** The values of one side of a pair as the key that they make. */
export function keyOfTuple(model: EntityModel, tuple: Item): Item {
  const names = Object.keys(tuple)
  const key = model.attributes.find(({ composedOf }) => composedOf?.length === names.length && composedOf.every((name) => names.includes(name)))
  return key === undefined ? tuple : { [key.name]: composedValue(key, (name) => tuple[name])! }
}

function composedValue({ composedOf }: AttributeModel, valueOf: (name: string) => AttributeValue | undefined): AttributeValue | undefined {
  const text = composeKey(composedOf!.map(valueOf), 'ordered')
  return text === undefined ? undefined : { S: text }
}
