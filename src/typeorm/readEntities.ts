import { answer, countAnswer } from '../client/answer.js'
import { pacedSender, type Pace } from '../client/pacedSender.js'
import type { Seen } from '../client/overlaySteps.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { Criteria } from '../planner/Criteria.js'
import { planRead } from '../planner/planRead.js'
import type { ReadChoice } from '../planner/ReadChoice.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { DynamoDriver } from './DynamoDriver.js'
import { storeOf, type EntityStore } from './EntityStore.js'
import type { WriteContext } from './WriteContext.js'

const warned = new Set<string>()

/** Plans a question and obeys what the data source says of scans. */
export function choose(driver: DynamoDriver, store: EntityStore, criteria: Criteria): ReadChoice {
  const choice = planRead(store.model, store.ofMigrations === true ? { ...criteria, consistent: true } : criteria)
  const [step] = choice.steps
  if (step?.plan.kind !== 'scan' || criteria.scan === true || store.ofMigrations === true) return choice
  const scans = driver.options.scans ?? 'warn'
  if (scans === 'allow') return choice
  const advice = choice.suggestion === undefined ? 'Ask by a key, or call scan() where the whole table is meant.' : `An index would serve it: ${choice.suggestion}.`
  const message = `${store.metadata.name}: this find reads the whole table ${store.model.table} (Scan), since ${step.reason}. ${advice}`
  if (scans === 'refuse') throw new InvalidQueryError(message, { entity: store.metadata.name, code: 'query.scan' })
  if (!warned.has(message)) {
    warned.add(message)
    process.emitWarning(message, { code: 'TYPEORM_DYNAMODB_SCAN' })
  }
  driver.dataSource.logger.log('warn', message)
  return choice
}

/** What reads inside a transaction see otherwise than it is stored: what it has written. */
export const seenBy = (context: WriteContext | undefined, { model }: EntityStore): Seen | undefined =>
  context?.isTransactionActive === true && context.overlay !== undefined ? { overlay: context.overlay, model } : undefined

export interface ReadingOptions {
  readonly context?: WriteContext | undefined
  /** The reader takes all: several readings may be under way. */
  readonly whole?: boolean | undefined
  /** How fast it goes, and who is told. */
  readonly pace?: Pace | undefined
}

/** The items of a question, page by page. */
export function readItemsOf(driver: DynamoDriver, store: EntityStore, criteria: Criteria, { context, whole, pace }: ReadingOptions = {}): AsyncGenerator<Item[], void, undefined> {
  return answer(pace === undefined ? driver.sender : pacedSender(driver.sender, pace), choose(driver, store, criteria), criteria, { seen: seenBy(context, store), whole })
}

export function countEntities(driver: DynamoDriver, store: EntityStore, criteria: Criteria, context?: WriteContext): Promise<number> {
  return countAnswer(driver.sender, choose(driver, store, { ...criteria, order: [] }), seenBy(context, store))
}

const items = new WeakMap<object, Item>()

/** The stored item that an entity was read from: it holds what the entity has no property for. */
export const itemOf = (entity: object): Item | undefined => items.get(entity)

/** Makes entities of items: instances of their classes, with what `only` names or all that is selected. */
export function hydrate(store: EntityStore, read: readonly Item[], only?: ReadonlySet<string>): object[] {
  const keep = store.metadata.relations.length > 0
  return read.map((item) => {
    const entity = storeOf(store, item).codec.decode(item, only)
    if (keep) items.set(entity, item)
    return entity
  })
}
