import type { ObjectLiteral } from 'typeorm'
import { DynamoOrmError } from '../../errors/DynamoOrmError.js'
import { inParallel } from '../../client/inParallel.js'
import { isKeyOf } from '../../planner/keyParts.js'
import { keyIdentity } from '../../planner/keyIdentity.js'
import { readImage, sequenceNumberOf } from '../../streams/readImage.js'
import { runInOrder, type Outcome } from '../../streams/runInOrder.js'
import type { StreamImage } from '../../streams/StreamImage.js'
import { passes, untoldSide, type StreamCondition } from '../criteria/fromStreamFilter.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import type { DynamoEntityManager } from '../DynamoEntityManager.js'
import type { EntityStore } from '../EntityStore.js'
import { handledAlready, marking, markingTogether, type Handled } from './handledMarks.js'
import type { StreamFailure, StreamHandlers, StreamRecord } from './StreamHandlers.js'
import { streamRecord, untold } from './streamRecord.js'

/** An entity, and what is done with its changes. */
export interface StreamRoute {
  readonly store: EntityStore
  readonly handlers: StreamHandlers<ObjectLiteral>
  readonly conditions: readonly StreamCondition[]
}

export interface Handling {
  readonly driver: DynamoDriver
  readonly routes: readonly StreamRoute[]
  /** The table whose records these are, where they do not say so. */
  readonly table?: string | undefined
  /** Whose marks these are, where handlers do not say: the entity's name where not given. */
  readonly consumer?: string | undefined
  /** What is done with a record that is of no entity, or none at all. */
  readonly onUnknown?: ((given: { readonly record: unknown }) => Promise<void> | void) | undefined
}

/**
 * Hands records to the handlers of their entities. Gives the sequence numbers of those that failed, or were skipped behind one that
 * failed, with the reason, in the order of the records.
 *
 * @throws DynamoOrmError for a malformed record without a sequence number, before anything is handled, if nobody takes it.
 */
export async function handleRecords(handling: Handling, given: readonly unknown[]): Promise<ReadonlyMap<string, unknown>> {
  const { routes, onUnknown, table } = handling
  const byRoute = new Map<StreamRoute, StreamImage[]>(routes.map((route) => [route, []]))
  const failed = new Map<string, unknown>()
  const unknown: unknown[] = []
  for (const record of given) {
    const image = readImage(record, table)
    const route = image && routes.find(({ store }) => isOf(store, image))
    if (route !== undefined) {
      const side = untoldSide(route.conditions, image!)
      // Whether the handler is for it nobody knows: passed over it would be lost.
      if (side !== undefined) failed.set(image!.sequenceNumber, untold(route.store, side, image!.viewType))
      else if (passes(route.conditions, image!)) byRoute.get(route)!.push(image!)
    } else if (onUnknown !== undefined) unknown.push(record)
    // A record of another entity is nobody's business; one that cannot be read must not be lost.
    else if (image === undefined) failed.set(sequenceNumberOf(record) ?? refuse(), malformed())
  }
  for (const record of unknown) {
    try {
      await onUnknown!({ record })
    } catch (error) {
      const number = sequenceNumberOf(record)
      if (number === undefined) throw error
      failed.set(number, error)
    }
  }
  const ends = await Promise.allSettled([...byRoute].map(async ([route, images]) => {
    if (images.length > 0) for (const { record, error } of await handleRoute(handling, route, images)) failed.set(record.sequenceNumber, error)
  }))
  // Not before all have ended: what is given again must not be handled beside what still is.
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return new Map(given.map(sequenceNumberOf).flatMap((number) => (number !== undefined && failed.has(number) ? [[number, failed.get(number)]] : [])))
}

const malformed = (): DynamoOrmError => new DynamoOrmError('A record of the stream is malformed. Take such records with onUnknown.', { code: 'stream.malformed' })

const unnamed = (): DynamoOrmError => new DynamoOrmError('onBatch has returned a failure that is none of its records. Return the records that failed, as they were given.', { code: 'stream.failures' })

function refuse(): never {
  throw new DynamoOrmError('A record of the stream is malformed and has no sequence number. Take such records with onUnknown.', { code: 'stream.malformed' })
}

/** Whether a record is of an entity: of its table and, where others share it, its type or its form of key. */
function isOf({ model }: EntityStore, { table, keys, newImage, oldImage }: StreamImage): boolean {
  if (model.table !== table) return false
  const item = newImage ?? oldImage
  if (item === undefined) return isKeyOf(model, keys)
  const { itemType, discriminator, discriminatorValues } = model
  if (itemType !== undefined && item[itemType.attribute]?.S !== itemType.value) return false
  return discriminator === undefined || discriminatorValues === undefined || discriminatorValues.includes(item[discriminator.name]?.S ?? '')
}

async function handleRoute({ driver, consumer }: Handling, route: StreamRoute, given: readonly StreamImage[]): Promise<StreamFailure<ObjectLiteral>[]> {
  const { store, handlers } = route
  const { onBatch, onBatchComplete, idempotency } = handlers
  const { manager } = driver.dataSource as unknown as { manager: DynamoEntityManager }
  const handledBy = ({ table, sequenceNumber }: StreamImage): Handled => ({ table, sequenceNumber, consumer: handlers.consumer ?? consumer ?? store.metadata.name })
  const failures: StreamFailure<ObjectLiteral>[] = []
  const results: unknown[] = []
  let known: ReadonlySet<string> = new Set()
  let unknown: { readonly error: unknown } | undefined
  try {
    if (idempotency !== undefined) known = await handledAlready(driver, given.map(handledBy))
  } catch (error) {
    unknown = { error }
  }
  const images = given.filter(({ sequenceNumber }) => !known.has(sequenceNumber))
  const records = await Promise.all(images.map((image) => streamRecord(driver, store, image)))
  if (unknown !== undefined) {
    // Whether they were handled nobody knows: they come again.
    failures.push(...records.map((record) => ({ record, ...unknown })))
  } else if (onBatch !== undefined) {
    failures.push(...(records.length === 0 ? [] : await batchFailures(records, async () => onBatch({ records, manager }))))
    const failed = new Set(failures.map(({ record }) => record.sequenceNumber))
    const done = idempotency === undefined ? [] : [...images.keys()].filter((position) => !failed.has(images[position]!.sequenceNumber))
    await inParallel(done, 8, async (position) => {
      try {
        await marking(driver, handledBy(images[position]!), () => Promise.resolve())
      } catch (error) {
        failures.push({ record: records[position]!, error })
      }
    })
  } else {
    const outcomes: Outcome<unknown>[] = await runInOrder([...images.keys()], (position) => keyIdentity(store.model.table, images[position]!.keys), handlers.concurrency ?? 1, (position) => handleOne(driver, route, handledBy(images[position]!), records[position]!))
    for (const [position, outcome] of outcomes.entries()) {
      if (outcome.status === 'done') results.push(outcome.result)
      else failures.push({ record: records[position]!, error: outcome.error })
    }
  }
  await onBatchComplete?.({ results, failures })
  return failures
}

async function handleOne(driver: DynamoDriver, route: StreamRoute, handled: Handled, record: StreamRecord<ObjectLiteral>): Promise<unknown> {
  const { onRecord, idempotency } = route.handlers
  const work = async (manager: DynamoEntityManager): Promise<unknown> => onRecord?.({ record, manager })
  const { manager } = driver.dataSource as unknown as { manager: DynamoEntityManager }
  switch (idempotency) {
    case undefined:
      return work(manager)
    case 'mark':
      return marking(driver, handled, () => work(manager))
    case 'transactional':
      return markingTogether(driver, handled, work)
    default:
      return idempotency satisfies never
  }
}

async function batchFailures(records: readonly StreamRecord<ObjectLiteral>[], run: () => Promise<{ readonly failures?: readonly StreamRecord<ObjectLiteral>[] | undefined } | undefined | void>): Promise<StreamFailure<ObjectLiteral>[]> {
  try {
    const { failures = [] } = (await run()) ?? {}
    const numbers = new Set(records.map(({ sequenceNumber }) => sequenceNumber))
    // Which record was meant nobody knows: to pass it over would lose it.
    if (!failures.every((one) => numbers.has((one as Partial<typeof one> | undefined)?.sequenceNumber ?? ''))) throw unnamed()
    return failures.map((record) => ({ record, error: undefined }))
  } catch (error) {
    return records.map((record) => ({ record, error }))
  }
}
