import type { EntityModel } from '../../metadata/EntityModel.js'
import { imagePattern, type ImagePattern, type Pattern } from '../../streams/filterPattern.js'
import type { StreamEventName } from '../../streams/StreamImage.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import { attributeTypes } from '../../vocabulary/attributeTypes.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { viewsWith, type StreamCondition } from '../criteria/fromStreamFilter.js'

/** The filters of an event source mapping, as CreateEventSourceMapping takes them. */
export interface FilterCriteria {
  readonly Filters: readonly { readonly Pattern: string }[]
}

export interface DescribedFilter {
  /** undefined where nothing is filtered. */
  readonly filterCriteria?: FilterCriteria | undefined
  /** Whether it says all that the filter does. Else it lets more records through, which the handler leaves out. */
  readonly exact: boolean
}

/** Filters that an event source mapping has without asking for more. */
const mostFilters = 5

/**
 * A filter as an event source mapping has it, so that Lambda is not called for records that the handler leaves out.
 *
 * @param viewType what the stream tells: what it does not, no pattern may ask for, since no record would have it
 * @throws InvalidQueryError for more filters than a mapping can have.
 */
export function filterCriteria(model: EntityModel, conditions: readonly StreamCondition[], viewType: StreamViewType): DescribedFilter {
  const patterns = (conditions.length === 0 ? [{}] : conditions).flatMap((condition) => patternsOf(model, condition, viewType))
  if (patterns.some(({ pattern }) => Object.keys(pattern).length === 0)) return { exact: conditions.length === 0 && patterns.every(({ exact }) => exact) }
  if (patterns.length > mostFilters) throw new InvalidQueryError(`${model.entity}: the filter takes ${patterns.length} patterns, and an event source mapping has ${mostFilters}. Filter by less.`, { entity: model.entity, code: 'stream.filter' })
  return { filterCriteria: { Filters: patterns.map(({ pattern }) => ({ Pattern: JSON.stringify(pattern) })) }, exact: patterns.every(({ exact }) => exact) }
}

function patternsOf(model: EntityModel, condition: StreamCondition, viewType: StreamViewType): ImagePattern[] {
  const typeOf = (name: string): string | undefined => {
    const type = model.attributeByName.get(name)?.type
    return type === undefined ? undefined : attributeTypes[type].wire
  }
  const nothing: ImagePattern = { pattern: {}, exact: true }
  const [after, old] = (['new', 'old'] as const).map((side): ImagePattern => {
    const one = condition[side]
    if (one === undefined) return nothing
    return viewsWith[side].includes(viewType) ? imagePattern(one, typeOf) : { pattern: {}, exact: false }
  })
  return sidesOf(model, condition, viewType).map(({ eventNames, side }) => {
    const type: Pattern = model.itemType === undefined || side === undefined ? {} : { [model.itemType.attribute]: { S: [model.itemType.value] } }
    const images = { NewImage: { ...after!.pattern, ...(side === 'NewImage' ? type : {}) }, OldImage: { ...old!.pattern, ...(side === 'OldImage' ? type : {}) } }
    const named = Object.fromEntries(Object.entries(images).filter(([, image]) => Object.keys(image).length > 0))
    const pattern: Pattern = {
      ...(eventNames === undefined ? {} : { eventName: eventNames }),
      ...(condition.expired === true ? { userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] } } : {}),
      ...(Object.keys(named).length === 0 ? {} : { dynamodb: named }),
    }
    return { pattern, exact: after!.exact && old!.exact && condition.expired !== false && (model.itemType === undefined || side !== undefined) && model.discriminatorValues === undefined }
  })
}

interface Side {
  readonly eventNames?: readonly string[] | undefined
  readonly side?: 'NewImage' | 'OldImage' | undefined
}

/** In a table that entities share, an item's type stands in its new image, of a deleted one in its old one, where the stream has it. */
function sidesOf({ itemType }: EntityModel, { eventNames, new: after, old }: StreamCondition, viewType: StreamViewType): Side[] {
  if (itemType === undefined || viewType === 'KEYS_ONLY') return [{ eventNames }]
  if (after !== undefined && viewType !== 'OLD_IMAGE') return [{ eventNames, side: 'NewImage' }]
  if (old !== undefined && viewType !== 'NEW_IMAGE') return [{ eventNames, side: 'OldImage' }]
  const sideOf: Readonly<Record<StreamEventName, Side['side']>> = {
    INSERT: viewType === 'OLD_IMAGE' ? undefined : 'NewImage',
    MODIFY: viewType === 'OLD_IMAGE' ? 'OldImage' : 'NewImage',
    REMOVE: viewType === 'NEW_IMAGE' ? undefined : 'OldImage',
  }
  const asked = (eventNames ?? ['INSERT', 'MODIFY', 'REMOVE']) as readonly StreamEventName[]
  return [...new Set(asked.map((name) => sideOf[name]))].map((side) => ({ eventNames: asked.filter((name) => sideOf[name] === side), side }))
}
