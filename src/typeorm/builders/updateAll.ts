import { OptimisticLockVersionMismatchError } from 'typeorm'
import { inParallel } from '../../client/inParallel.js'
import type { Condition } from '../../expressions/Condition.js'
import type { ValidationIssue } from '../../errors/ValidationError.js'
import { applyUpdate } from '../../expressions/applyUpdate.js'
import { all } from '../../expressions/conditions.js'
import { evaluateCondition } from '../../expressions/evaluateCondition.js'
import type { UpdateAction } from '../../expressions/Update.js'
import type { Item, Key } from '../../vocabulary/AttributeValue.js'
import { planWrite } from '../../planner/planWrite.js'
import type { UpdateChange } from '../../planner/WriteChange.js'
import type { SingleWritePlan } from '../../planner/WritePlan.js'
import { epochSeconds, notExpired } from '../../planner/notExpired.js'
import type { EntityStore } from '../EntityStore.js'
import { refusalError } from '../refusalError.js'
import { versioned } from '../updateChange.js'
import type { WriteContext } from '../WriteContext.js'
import { endFor, isJudgedChange, issuesOf, issuesOfChange } from '../validateEntity.js'
import { performChange, storedIn, type WriteOptions } from '../writeEntity.js'
import { givenBack, refuseReturning, returnsOf, type Returned } from './returned.js'
import { targets, type Target } from './targets.js'

/** What TypeORM makes an UpdateResult or DeleteResult of. */
export interface WriteResult {
  readonly raw: Record<string, unknown>[]
  readonly records: Record<string, unknown>[]
  /** Undefined inside a transaction that does not know an item by itself: there it is known only at commit. */
  readonly affected: number | undefined
  /** What was asked for as entities. */
  readonly entities?: object[] | undefined
}

export interface UpdateRequest {
  readonly where: Condition
  readonly actions: readonly UpdateAction[]
  /** The items are those of entities in memory: each must be there, and gets its new values back. Gives the stored item that an entity was compared with. */
  readonly baseOf?: ((key: Key) => Item | undefined) | undefined
  /** What a write depends on that is made from such an item; nothing where it has been read just now. */
  readonly relyOn?: ((base: Item) => Condition | undefined) | undefined
  readonly options?: WriteOptions | undefined
  /** What each of them must satisfy, or there is an error. */
  readonly demanded?: Condition | undefined
  /** What is given back of each item. */
  readonly returned?: Returned | undefined
}

/** Updates what the criteria name or find, each item under the criteria. */
export async function updateAll(context: WriteContext, store: EntityStore, request: UpdateRequest): Promise<WriteResult> {
  const { returned } = request
  refuseReturning(context, store, returned, request.options)
  if (request.baseOf === undefined && isJudgedChange(store, request.actions) && endFor(context, await issuesOfChange(store, request.actions))) return { raw: [], records: [], affected: undefined }
  // For whoever asks by criteria, what has expired is not there; entities in memory are known to be.
  const where = request.baseOf === undefined ? all([request.where, ...notExpired(store.model, epochSeconds(context.driver.now()))]) : request.where
  const raw: Record<string, unknown>[] = []
  const entities: object[] | undefined = returned?.asEntities === true ? [] : undefined
  let affected = 0
  let unknown = false
  for await (const some of targets(context, store, where)) {
    await inParallel(some, context.isTransactionActive ? 1 : 8, async (target) => {
      const written = await updateOne(context, store, request, target)
      if (written === undefined) return
      raw.push(written.row)
      if (written.entity !== undefined) entities?.push(written.entity)
      if (written.known) affected++
      else unknown = true
    })
  }
  return { raw, records: raw, entities, affected: unknown ? undefined : affected }
}

interface Updated {
  readonly row: Record<string, unknown>
  readonly entity?: object | undefined
  readonly known: boolean
}

async function updateOne(context: WriteContext, store: EntityStore, request: UpdateRequest, target: Target): Promise<Updated | undefined> {
  const base = request.baseOf?.(target.key)
  const { version } = store.model
  // What the criteria say of an item that was read needs no request, and must not make a transaction fail.
  if (base !== undefined && target.condition !== undefined && !evaluateCondition(target.condition, base)) return undefined
  if (request.baseOf !== undefined && version !== undefined) refuseStale(store, request.actions, base)
  const asAssumed = base === undefined ? undefined : request.relyOn?.(base)
  const condition = asAssumed === undefined ? target.condition : all([asAssumed, ...(target.condition === undefined ? [] : [target.condition])])
  const { change, generated, counted } = versioned(store, request.actions, base, context.driver.now())
  if (request.baseOf !== undefined && isJudgedChange(store, request.actions) && endFor(context, await issuesAfter(context, store, { kind: 'update', key: target.key, base, ...change }))) return { row: generated, known: true }
  const outcome = await performChange(context, store, {
    kind: 'update', key: target.key, base, condition, demanded: request.demanded, ...change,
    returns: request.returned !== undefined ? returnsOf(store, change.actions, request.returned) : counted && request.baseOf !== undefined && !context.isTransactionActive ? 'new' : undefined,
  }, request.options)
  if (outcome.status === 'written') {
    // Of values that were not there before the answer holds nothing.
    if (request.returned !== undefined) return { ...givenBack(store, request.returned, outcome.attributes ?? {}, change.actions), known: outcome.known ?? true }
    const counts = version === undefined || outcome.attributes === undefined ? {} : { [version.name]: store.codec.decodeValue(version, outcome.attributes[version.name]) }
    return { row: { ...generated, ...counts, ...computedBy(store, outcome.plan) }, known: outcome.known ?? true }
  }
  if (outcome.reason === 'demanded') throw refusalError(store, outcome)
  // Criteria that match nothing change nothing; an entity in memory that is gone, or has moved on, must not be lost in silence.
  if (outcome.reason === 'condition') return undefined
  if (request.baseOf === undefined && outcome.reason !== 'version') return undefined
  throw refusalError(store, outcome, version === undefined ? undefined : store.codec.decodeValue(version, base?.[version.name]))
}

/** What schemas find at fault in an entity as a change of it leaves it, of which they see the whole. */
async function issuesAfter(context: WriteContext, store: EntityStore, change: UpdateChange): Promise<ValidationIssue[]> {
  const { model, codec } = store
  const base = change.base ?? (await storedIn(context, { kind: 'get', table: model.table, entity: model.entity, key: change.key, consistent: true }))
  const planned = base === undefined ? undefined : planWrite(model, codec, { ...change, base })
  if (planned?.kind !== 'ready' || planned.plan.kind !== 'update') return []
  const entity = codec.decode(applyUpdate(planned.plan.actions, base!), new Set(model.attributeByName.keys()))
  return issuesOf(store, entity, { index: context.faults?.placeOf(store, entity), written: new Set(planned.plan.actions.map((action) => action.path[0])) })
}

/** What an update has made of computed columns, by attribute name. */
const computedBy = ({ model, codec }: EntityStore, plan: SingleWritePlan): Record<string, unknown> =>
  Object.fromEntries((plan.kind === 'update' && model.computed.length > 0 ? plan.actions : []).flatMap((action) => {
    const attribute = model.attributeByName.get(action.path[0])
    if (attribute?.computed === undefined) return []
    return [[attribute.name, action.kind === 'set' && action.value.kind === 'literal' ? codec.decodeValue(attribute, action.value.value) : null] as const]
  }))

/** An entity that carries another version than the stored one was read before somebody else wrote. */
function refuseStale(store: EntityStore, actions: readonly UpdateAction[], base: Item | undefined): void {
  const version = store.model.version!
  const action = actions.find((one) => one.path[0] === version.name)
  if (action === undefined) return
  const carried = action.kind === 'set' && action.value.kind === 'literal' ? Number(action.value.value.N) : 0
  throw new OptimisticLockVersionMismatchError(store.metadata.name, carried, store.codec.decodeValue(version, base?.[version.name]) as number)
}
