import { isDeepStrictEqual } from 'node:util'
import { EntityPropertyNotFoundError, TypeORMError } from 'typeorm'
import { conditionNames, conjuncts } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import { equalValues } from '../../expressions/equalValues.js'
import { evaluateCondition } from '../../expressions/evaluateCondition.js'
import type { Membership } from '../../metadata/ModelDefinition.js'
import type { AttributeValue, Item } from '../../vocabulary/AttributeValue.js'
import { whereCondition } from '../criteria/fromFindOptions.js'
import { whereText } from '../criteria/whereText.js'
import type { EntityStore } from '../EntityStore.js'

/** Which entities are in an index that is given a where or a function. The store is asked for when there is one. */
export function membership(when: unknown, storeOf: () => EntityStore): Membership {
  return typeof when === 'function' ? byFunction(when as (entity: object) => unknown, storeOf) : byWhere(when, storeOf)
}

/** What is wrong with the wheres that say which entities are in an index, so that it is known before the first write. */
export function membershipFaults({ metadata, model }: EntityStore): string[] {
  return model.indexes.flatMap(({ name, when }) => {
    try {
      void when?.names
      return []
    } catch (error) {
      if (error instanceof EntityPropertyNotFoundError) return [`${metadata.name}, index ${name}: its condition names what is not a property with a column. ${error.message}`]
      if (error instanceof TypeORMError) return [`${metadata.name}, index ${name}: its condition cannot be followed. ${error.message}`]
      throw error
    }
  })
}

function byWhere(when: unknown, storeOf: () => EntityStore): Membership {
  let translated: Condition | undefined
  const condition = (): Condition => (translated ??= whereCondition(storeOf(), when, { undefined: 'throw', null: 'throw' }))
  return {
    get text() {
      return whereText(when)
    },
    holds: (item) => evaluateCondition(condition(), item),
    get names() {
      return [...conditionNames(condition())]
    },
    implies: (other) => conjuncts(condition()).some((conjunct) => isDeepStrictEqual(other, conjunct)),
    impliedBy: (valueOf, asked) => conjuncts(condition()).every((conjunct) => isSaid(conjunct, valueOf) || asked.some((other) => isDeepStrictEqual(other, conjunct))),
  }
}

/** Whether an equality is one of those values. */
function isSaid(conjunct: Condition, valueOf: (name: string) => AttributeValue | undefined): boolean {
  if (conjunct.kind !== 'comparison' || conjunct.operator !== '=' || conjunct.operand.kind !== 'path' || conjunct.operand.path.length !== 1) return false
  const [value] = conjunct.values
  const known = valueOf(conjunct.operand.path[0])
  return known !== undefined && value?.kind === 'literal' && equalValues(known, value.value)
}

const byFunction = (when: (entity: object) => unknown, storeOf: () => EntityStore): Membership => ({
  text: 'a function says so',
  holds: (item, reads) => Boolean(when(reads === undefined ? decoded(storeOf(), item) : watched(storeOf(), item, reads))),
  names: undefined,
  implies: () => false,
  impliedBy: () => false,
})

const decoded = ({ model, codec }: EntityStore, item: Item): object => codec.decode(item, new Set(model.attributes.map(({ name }) => name)))

/** An entity that tells which attributes are read of it. */
function watched(store: EntityStore, item: Item, reads: (name: string) => void): object {
  return new Proxy(decoded(store, item), {
    get(target, property, receiver) {
      for (const { name, path } of store.model.attributes) if (path[0] === property) reads(name)
      return Reflect.get(target, property, receiver) as unknown
    },
  })
}
