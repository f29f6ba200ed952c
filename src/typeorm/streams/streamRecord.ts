import { DynamoOrmError } from '../../errors/DynamoOrmError.js'
import { keyParts } from '../../planner/keyParts.js'
import type { StreamImage } from '../../streams/StreamImage.js'
import type { StreamViewType } from '../../vocabulary/StreamViewType.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import { announceLoad } from '../announceLoad.js'
import type { DynamoDriver } from '../DynamoDriver.js'
import { storeOf, type EntityStore } from '../EntityStore.js'
import { viewsWith } from '../criteria/fromStreamFilter.js'
import { assignValues } from '../generateValues.js'
import { hydrate } from '../readEntities.js'
import type { StreamRecord } from './StreamHandlers.js'

/** A record with entities: instances of their classes, loaded as any other. */
export async function streamRecord(driver: DynamoDriver, store: EntityStore, image: StreamImage): Promise<StreamRecord<any>> {
  const record = {
    eventName: image.eventName, sequenceNumber: image.sequenceNumber,
    approximateCreationDateTime: image.approximateCreationDateTime, expired: image.expired,
  }
  Object.defineProperty(record, 'keys', await shown(() => keysOf(store, image)))
  // What the stream does not tell is not undefined: that would be an insert, or a deletion.
  for (const side of ['new', 'old'] as const) Object.defineProperty(record, side, viewsWith[side].includes(image.viewType) ? await shown(() => entityOf(driver, store, image[`${side}Image`])) : throwing(untold(store, side, image.viewType)))
  return record as unknown as StreamRecord<any>
}

/** An entity that cannot be made, or that a listener refuses, fails its own record: whoever asks for it is told why. */
async function shown(make: () => Promise<object | undefined> | object): Promise<PropertyDescriptor> {
  try {
    return { value: await make(), enumerable: true }
  } catch (error) {
    return throwing(error as Error)
  }
}

const throwing = (error: Error): PropertyDescriptor => ({ get: () => { throw error } })

async function entityOf(driver: DynamoDriver, store: EntityStore, item: Item | undefined): Promise<object | undefined> {
  if (item === undefined) return undefined
  const [entity] = hydrate(store, [item])
  await announceLoad(driver.dataSource, undefined, storeOf(store, item).metadata, [entity!])
  return entity
}

/** The primary columns, from the images where the key does not tell them. */
function keysOf({ model, codec }: EntityStore, { keys, newImage, oldImage }: StreamImage): object {
  const item = { ...oldImage, ...newImage, ...keyParts(model, keys) }
  const found = {}
  assignValues(found, model.identity.filter(({ name }) => item[name] !== undefined).map((attribute) => [attribute, codec.decodeValue(attribute, item[attribute.name])] as const))
  return found
}

/** What is thrown where a side is asked for that the stream does not tell. */
export const untold = (store: EntityStore, side: 'new' | 'old', viewType: StreamViewType): DynamoOrmError =>
  new DynamoOrmError(`${store.metadata.name}: the stream of the table ${store.model.table} has no ${side} images (${viewType}). Give the table the stream NEW_AND_OLD_IMAGES.`, { code: 'stream.view', entity: store.metadata.name })
