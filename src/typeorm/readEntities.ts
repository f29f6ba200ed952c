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
import { isolated, mustBeCheckable, refuseSearches, type Isolation } from './isolation.js'
import type { WriteContext } from './WriteContext.js'

const warned = new Set<string>()

/** On whose behalf something is read. */
export interface Reader {
  readonly context?: WriteContext | undefined
  /** A write needs it, so that the application does not rely on it. */
  readonly own?: boolean | undefined
}

/** Plans a question as the transaction at hand asks it, and obeys what the data source says of scans. */
export function choose(driver: DynamoDriver, store: EntityStore, asked: Criteria, { context, own }: Reader = {}): ReadChoice {
  const criteria = isolated(isolationIn(context), asked)
  const choice = consistently(driver, store, criteria, own === true ? undefined : isolationIn(context)) ?? planRead(store.model, store.ofMigrations === true ? { ...criteria, consistent: true } : criteria)
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

/** A SERIALIZABLE transaction's reading by keys; undefined for what is not one. @throws InvalidQueryError for what it could not check. */
function consistently(driver: DynamoDriver, store: EntityStore, criteria: Criteria, isolation: Isolation | undefined): ReadChoice | undefined {
  if (isolation?.level !== 'SERIALIZABLE') return undefined
  refuseSearches(store, planRead(store.model, criteria))
  mustBeCheckable(driver, store)
  return planRead(store.model, { ...criteria, consistent: true })
}

/** Whether the transaction at hand reads by keys consistently, where it is not asked to. @throws InvalidQueryError for what it could not check. */
export function consistentByKeys(driver: DynamoDriver, store: EntityStore, { context, own }: Reader): boolean {
  if (own === true || isolationIn(context)?.level !== 'SERIALIZABLE') return false
  mustBeCheckable(driver, store)
  return true
}

export const isolationIn = (context: WriteContext | undefined): Isolation | undefined => (context?.isTransactionActive === true ? context.isolation : undefined)

/** What reads inside a transaction see otherwise than it is stored: what it has written, and has read before. Outside, what a save assumes. */
export function seenBy(context: WriteContext | undefined, { model }: EntityStore, { own = false }: Pick<Reader, 'own'> = {}): Seen | undefined {
  if (context?.isTransactionActive !== true) return own && context?.assumed !== undefined ? { overlay: context.assumed, model } : undefined
  const overlay = own ? context.overlay : (context.isolation?.reads ?? context.overlay)
  return overlay === undefined ? undefined : { overlay, model }
}

export interface ReadingOptions extends Reader {
  /** The reader takes all: several readings may be under way. */
  readonly whole?: boolean | undefined
  /** How fast it goes, and who is told. */
  readonly pace?: Pace | undefined
}

/** The items of a question, page by page. */
export function readItemsOf(driver: DynamoDriver, store: EntityStore, criteria: Criteria, { whole, pace, ...reader }: ReadingOptions = {}): AsyncGenerator<Item[], void, undefined> {
  const sender = pace === undefined ? driver.sender : pacedSender(driver.sender, pace)
  const pages = answer(sender, choose(driver, store, criteria, reader), criteria, { seen: seenBy(reader.context, store, reader), whole })
  const isolation = isolationIn(reader.context)
  return isolation === undefined ? pages : keeping(isolation, store, pages)
}

async function* keeping(isolation: Isolation, store: EntityStore, pages: AsyncGenerator<Item[], void, undefined>): AsyncGenerator<Item[], void, undefined> {
  for await (const items of pages) yield kept(isolation, store, items)
}

/** Items as they were found, which is how they are seen from then on. */
export const keptIn = (context: WriteContext | undefined, store: EntityStore, items: Item[]): Item[] => {
  const isolation = isolationIn(context)
  return isolation === undefined ? items : kept(isolation, store, items)
}

function kept({ own, view }: Isolation, { model: { table, keyNames } }: EntityStore, items: readonly Item[]): Item[] {
  return items.map((item) => {
    const key = Object.fromEntries(keyNames.map((name) => [name, item[name]!]))
    return own.sightOf(table, key) === undefined ? view.see(table, key, item)! : item
  })
}

/** How many items a question has. What DynamoDB counts by itself is not read, and so not kept. */
export function countEntities(driver: DynamoDriver, store: EntityStore, asked: Criteria, context?: WriteContext): Promise<number> {
  const criteria = { ...asked, order: [] }
  const chosen = choose(driver, store, criteria, { context })
  const choice = chosen.steps.some(({ fetch }) => fetch !== undefined) ? planRead(store.model, criteria) : chosen
  return countAnswer(driver.sender, choice, seenBy(context, store))
}

const items = new WeakMap<object, Item>()

/** The stored item that an entity was read from: it holds what the entity has no property for. */
export const itemOf = (entity: object): Item | undefined => items.get(entity)

/**
 * Makes entities of items: instances of their classes, with what `only` names or all that is selected. The item of an entity that is
 * read alone is kept, to save it; not those of lists, whose memory they would double.
 */
export function hydrate(store: EntityStore, read: readonly Item[], only?: ReadonlySet<string>, whole = only === undefined): object[] {
  const keep = store.metadata.relations.length > 0
  const isAlone = whole && read.length === 1
  return read.map((item) => {
    const of = storeOf(store, item)
    const entity = of.codec.decode(item, only)
    if (keep) items.set(entity, item)
    if (isAlone) of.readAlone.set(entity, item)
    return entity
  })
}
