/** A request without the members that are undefined, so that what is sent and what is logged is what was meant. */
export function minimal<T extends object>(request: T): T {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as T
}
