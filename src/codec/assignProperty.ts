/** Gives an entity the value of a property, making embedded objects on the way. */
export function assignProperty(entity: object, path: readonly string[], value: unknown): void {
  let holder = entity as Record<string, unknown>
  for (const name of path.slice(0, -1)) holder = (holder[name] ??= {}) as Record<string, unknown>
  holder[path.at(-1)!] = value
}
