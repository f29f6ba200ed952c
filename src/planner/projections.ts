import type { IndexProjection } from '../metadata/ModelDefinition.js'
import type { KeyAttribute } from '../metadata/EntityModel.js'

/** A projection without what every index has anyway: repeated names, and the keys of table and index. */
export function plainProjection(projection: IndexProjection, keys: readonly KeyAttribute[]): IndexProjection {
  if (typeof projection === 'string') return projection
  const names = new Set(projection)
  for (const { name } of keys) names.delete(name)
  return names.size === 0 ? 'KEYS_ONLY' : [...names]
}

/** A projection in a message: `ALL`, `KEYS_ONLY`, or the names in alphabetical order. */
export function projectionText(projection: IndexProjection): string {
  return typeof projection === 'string' ? projection : projection.toSorted().map((name) => `\`${name}\``).join(', ')
}

/** Whether two projections, each in its plain form, hold the same attributes. */
export function sameProjection(a: IndexProjection, b: IndexProjection): boolean {
  return projectionText(a) === projectionText(b)
}
