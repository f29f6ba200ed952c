/** Gives an object a member that is read by its name only: printing or serialising the object leaves it out. */
export function hideMember(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: false, configurable: true, writable: true })
}
