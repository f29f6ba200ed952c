import { EntityNotFoundError, OptimisticLockVersionMismatchError } from 'typeorm'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { EntityAlreadyExistsError } from '../errors/EntityAlreadyExistsError.js'
import type { Refusal } from '../planner/planWrite.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { EntityStore } from './EntityStore.js'

/**
 * The error for a write that was refused where the caller cannot go on without it.
 *
 * @param expected the version that the write was made for
 */
export function refusalError(store: EntityStore, refused: { readonly reason: Refusal; readonly stored?: Item | undefined }, expected?: unknown): Error {
  const { model, metadata } = store
  switch (refused.reason) {
    case 'exists':
      return new EntityAlreadyExistsError(metadata.name, model.identityNames)
    case 'version':
      return new OptimisticLockVersionMismatchError(metadata.name, expected as number, model.version === undefined ? 0 : (store.codec.decodeValue(model.version, refused.stored?.[model.version.name]) as number))
    case 'absent':
      return notFound(store)
    case 'condition':
    case 'demanded':
      return new ConditionFailedError({ entity: metadata.name, keyNames: model.identityNames, stored: refused.stored })
    default:
      return refused.reason satisfies never
  }
}

/** TypeORM's error prints what was looked for: here the names of the key, without its values. */
function notFound({ metadata, model }: EntityStore): EntityNotFoundError {
  const error = new EntityNotFoundError(metadata.target, model.identityNames)
  error.message = `${metadata.name}: there is no item with this ${model.identityNames.join(' and ')} to change. Insert it, or read it again.`
  return error
}
