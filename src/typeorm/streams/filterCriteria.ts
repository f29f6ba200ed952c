import type { EntityModel } from '../../metadata/EntityModel.js'
import { imagePattern, type ImagePattern, type Pattern } from '../../streams/filterPattern.js'
import { attributeTypes } from '../../vocabulary/attributeTypes.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import type { StreamCondition } from '../criteria/fromStreamFilter.js'

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
 * @throws InvalidQueryError for more filters than a mapping can have.
 */
export function filterCriteria(model: EntityModel, conditions: readonly StreamCondition[]): DescribedFilter {
  const patterns = (conditions.length === 0 ? [{}] : conditions).flatMap((condition) => patternsOf(model, condition))
  if (patterns.some(({ pattern }) => Object.keys(pattern).length === 0)) return { exact: conditions.length === 0 }
  if (patterns.length > mostFilters) throw new InvalidQueryError(`${model.entity}: the filter takes ${patterns.length} patterns, and an event source mapping has ${mostFilters}. Filter by less.`, { entity: model.entity, code: 'stream.filter' })
  return { filterCriteria: { Filters: patterns.map(({ pattern }) => ({ Pattern: JSON.stringify(pattern) })) }, exact: patterns.every(({ exact }) => exact) }
}

function patternsOf(model: EntityModel, condition: StreamCondition): ImagePattern[] {
  const typeOf = (name: string): string | undefined => {
    const type = model.attributeByName.get(name)?.type
    return type === undefined ? undefined : attributeTypes[type].wire
  }
  const nothing: ImagePattern = { pattern: {}, exact: true }
  const [after, old] = [condition.new, condition.old].map((one) => (one === undefined ? nothing : imagePattern(one, typeOf)))
  return sidesOf(model, condition).map(({ eventNames, side }) => {
    const type: Pattern = model.itemType === undefined || side === undefined ? {} : { [model.itemType.attribute]: { S: [model.itemType.value] } }
    const images = { NewImage: { ...after!.pattern, ...(side === 'NewImage' ? type : {}) }, OldImage: { ...old!.pattern, ...(side === 'OldImage' ? type : {}) } }
    const named = Object.fromEntries(Object.entries(images).filter(([, image]) => Object.keys(image).length > 0))
    const pattern: Pattern = {
      ...(eventNames === undefined ? {} : { eventName: eventNames }),
      ...(condition.expired === true ? { userIdentity: { type: ['Service'], principalId: ['dynamodb.amazonaws.com'] } } : {}),
      ...(Object.keys(named).length === 0 ? {} : { dynamodb: named }),
    }
    return { pattern, exact: after!.exact && old!.exact && condition.expired !== false }
  })
}

/** In a table that entities share, an item's type stands in its new image, of a deleted one in its old one. */
function sidesOf({ itemType }: EntityModel, { eventNames, new: after, old }: StreamCondition): { readonly eventNames?: readonly string[] | undefined; readonly side?: 'NewImage' | 'OldImage' | undefined }[] {
  if (itemType === undefined) return [{ eventNames }]
  if (after !== undefined) return [{ eventNames, side: 'NewImage' }]
  if (old !== undefined) return [{ eventNames, side: 'OldImage' }]
  const living = (eventNames ?? ['INSERT', 'MODIFY']).filter((name) => name !== 'REMOVE')
  return [
    ...(living.length === 0 ? [] : [{ eventNames: living, side: 'NewImage' as const }]),
    ...(eventNames?.includes('REMOVE') === false ? [] : [{ eventNames: ['REMOVE'], side: 'OldImage' as const }]),
  ]
}
