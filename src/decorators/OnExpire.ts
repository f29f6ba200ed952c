import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'

/**
 * Marks a method that is called when DynamoDB has deleted an item because its time to live was over: of a stream subscriber, or of the
 * entity itself, which is then given to `streamHandler()` or `dataSource.streams.listen()` in a list, as a subscriber is. It is given
 * the event that `afterRemove` gets.
 *
 * @example
 * ```ts
 * @OnExpire() async logOut(): Promise<void> { await notify(this.userId) }
 * ```
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
export function OnExpire() {
  return (prototype: object, property: string): void => {
    decoratorRecords.expirations.push({ target: prototype.constructor as Constructor, property })
  }
}
