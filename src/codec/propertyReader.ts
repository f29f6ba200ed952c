import type { AttributeModel } from '../metadata/EntityModel.js'

/** How the value of an attribute is read from an entity, or from any object of the same properties. */
export function propertyReader({ path, read }: AttributeModel): (entity: object) => unknown {
  if (read !== undefined) return read
  const [first, second] = path as readonly [string, ...string[]]
  if (second === undefined) return (entity) => (entity as Record<string, unknown>)[first]
  return (entity) => {
    let value: unknown = entity
    for (const name of path) {
      if (value === null || value === undefined) return undefined
      value = (value as Record<string, unknown>)[name]
    }
    return value
  }
}
