/** Sets a member by any name at all: an assignment to `__proto__` would change the prototype. */
export function defineMember(holder: object, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
  else (holder as Record<string, unknown>)[name] = value
}
