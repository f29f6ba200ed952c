import type { EntityModel } from '../metadata/EntityModel.js'
import type { KeyTemplate } from '../metadata/ModelDefinition.js'
import { placed, type CollectionMember, type Placed } from './planCollection.js'
import { planRead } from './planRead.js'

/** An item by its key. */
export interface PartitionOwner {
  readonly model: EntityModel
  readonly partition: string
  readonly sortKey: string | undefined
}

/** Where items lie that are best found in a partition of the table; undefined for others. */
export function foundIn({ model, criteria }: CollectionMember, partition: string): Placed | undefined {
  const place = placed(model, criteria)
  if (place?.partition !== partition) return undefined
  const [step, second] = planRead(model, criteria).steps
  return step === undefined || second !== undefined || step.plan.kind === 'scan' || ('index' in step.plan && step.plan.index !== undefined) ? undefined : place
}

/** Whether items lie where an item has all to itself: in its partition, or in what begins there as its sort key does. */
export function inPartitionOf(member: CollectionMember, { model, partition, sortKey }: PartitionOwner): boolean {
  const place = foundIn(member, partition)
  const { parts, template } = model.primaryKey[1] ?? {}
  if (place === undefined || parts === undefined) return false
  return parts.length === 0 || (template !== undefined && sortKey !== undefined && place.span.from?.startsWith(leading(template, sortKey)) === true && place.span.to !== undefined)
}

/** A sort key without the text behind its last part, but for the border. */
function leading({ literals }: KeyTemplate, text: string): string {
  const behind = literals.at(-1)!
  return behind === '' ? text : text.slice(0, text.length - behind.length + 1)
}
