import { UpdateValuesMissingError } from 'typeorm'
import type { UpdateAction } from '../expressions/Update.js'
import type { EntityStore } from './EntityStore.js'
import { assignments, type Assignment } from './updateChange.js'
import { updateLeaves } from './updateLeaves.js'
import { UpdateOperator } from './updateOperator.js'

/** The actions of `{ setValues, addValues }`. */
export function expressionActions(store: EntityStore, options: { readonly setValues?: object; readonly addValues?: object }): UpdateAction[] {
  const set = updateLeaves(store, options.setValues ?? {}).filter(([attribute]) => attribute.updatable)
  const added = updateLeaves(store, options.addValues ?? {}).filter(([attribute]) => attribute.updatable).map(([attribute, value]): Assignment => [attribute, new UpdateOperator(attribute.type === 'set' ? 'AddToSet' : 'Add', value)])
  if (set.length + added.length === 0) throw new UpdateValuesMissingError()
  return assignments(store, [...set, ...added])
}
