import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { Condition } from '../../expressions/Condition.js'
import { evaluateCondition } from '../../expressions/evaluateCondition.js'
import type { StreamImage } from '../../streams/StreamImage.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import type { DynamoDataSourceOptions } from '../DynamoDataSourceOptions.js'
import type { EntityStore } from '../EntityStore.js'
import type { StreamFilter } from '../streams/StreamHandlers.js'
import { invalidValues } from '../typeormLine.js'
import { whereCondition } from './fromFindOptions.js'

/** The streams that tell a side of a change. */
export const viewsWith: Readonly<Record<'new' | 'old', readonly StreamViewType[]>> = { new: ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE'], old: ['NEW_AND_OLD_IMAGES', 'OLD_IMAGE'] }

/** One filter, translated. */
export interface StreamCondition {
  readonly eventNames?: readonly string[] | undefined
  readonly expired?: boolean | undefined
  readonly new?: Condition | undefined
  readonly old?: Condition | undefined
}

/**
 * What a filter asks of records; of several, one must hold. None holds for every record.
 *
 * @throws InvalidQueryError for an event that there is not.
 */
export function streamConditions(store: EntityStore, given: StreamFilter<any> | readonly StreamFilter<any>[] | undefined, options: DynamoDataSourceOptions): readonly StreamCondition[] {
  const where = (one: unknown): Condition | undefined => (one === undefined ? undefined : whereCondition(store, one, invalidValues(options)))
  return (given === undefined ? [] : [given].flat() as readonly StreamFilter<any>[]).map((filter) => {
    const eventNames = filter.eventName === undefined ? undefined : [filter.eventName].flat()
    const wrong = eventNames?.find((name) => !['INSERT', 'MODIFY', 'REMOVE'].includes(name))
    if (wrong !== undefined) throw new InvalidQueryError(`${store.metadata.name}: a stream has no such event as a filter names. Use INSERT, MODIFY or REMOVE.`, { entity: store.metadata.name, code: 'stream.filter' })
    return { eventNames, expired: filter.expired, new: where(filter.new), old: where(filter.old) }
  })
}

/** Whether a record is one that a handler is for. */
export function passes(conditions: readonly StreamCondition[], image: StreamImage): boolean {
  const holds = (condition: Condition | undefined, item: StreamImage['newImage']): boolean => condition === undefined || (item !== undefined && evaluateCondition(condition, item))
  return conditions.length === 0 || conditions.some(({ eventNames, expired, new: after, old }) =>
    eventNames?.includes(image.eventName) !== false && (expired === undefined || expired === image.expired) && holds(after, image.newImage) && holds(old, image.oldImage))
}

/** A side that a filter asks for and the record's stream does not tell, so that nobody can say whether it holds. */
export const untoldSide = (conditions: readonly StreamCondition[], { eventName, expired, viewType }: StreamImage): 'new' | 'old' | undefined =>
  (['new', 'old'] as const).find((side) => !viewsWith[side].includes(viewType) && eventName !== without[side] && conditions.some((one) =>
    one[side] !== undefined && one.eventNames?.includes(eventName) !== false && (one.expired ?? expired) === expired))

/** What has no such side in any stream. */
const without = { new: 'REMOVE', old: 'INSERT' } as const
