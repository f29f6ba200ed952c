import type { AttributeModel, ComputedModel, EntityModel } from '../metadata/EntityModel.js'
import { assignProperty } from './assignProperty.js'
import { refuse } from './refuse.js'

/**
 * What a computed column holds by the values of its sources; null for nothing. Its function sees these alone, so that it says the
 * same in every write.
 *
 * @throws InvalidValueError for a value that would have to be waited for.
 */
export function computeValue({ create }: Pick<EntityModel, 'create'>, { attribute, sources, compute }: ComputedModel, valueOf: (source: AttributeModel) => unknown): unknown {
  const entity = create()
  for (const source of sources) assignProperty(entity, source.path, valueOf(source))
  // A column of an embedded class is computed of it.
  let holder = entity as Record<string, unknown>
  for (const name of attribute.path.slice(0, -1)) holder = holder[name] as Record<string, unknown>
  const value = compute(holder) ?? null
  return typeof (value as { readonly then?: unknown } | null)?.then === 'function' ? refuse(attribute.subject, 'a computed column is not waited for. Return the value itself.') : value
}
