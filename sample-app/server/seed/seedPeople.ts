import type { EntityTarget, ObjectLiteral } from 'typeorm'
import type { DynamoDataSource, DynamoEntityManager } from 'typeorm-dynamodb'
import { Address } from '../people/Address.js'
import { BankAccount } from '../people/BankAccount.js'
import { ContactInfo } from '../people/ContactInfo.js'
import { Employment } from '../people/Employment.js'
import { Person } from '../people/Person.js'
import type { MadePerson } from './makePeople.js'

/** People whose items are stored at a time. */
const heldAtOnce = 50

/** What has been stored. */
export interface Seeded {
  readonly people: number
  /** These people and their parts. */
  readonly items: number
  /** People who were there, and have been left as they were. */
  readonly known: number
}

/**
 * Stores people with their parts. What is there already stays, as somebody may have changed it. The parts come before their
 * person: where it is broken off, nobody's count of parts is wrong, and with the same people again it goes on.
 */
export async function seedPeople({ manager }: DynamoDataSource, people: Iterable<MadePerson>, onProgress: (done: number) => void = () => undefined): Promise<Seeded> {
  let seeded: Seeded = { people: 0, items: 0, known: 0 }
  for (const some of listsOf(people)) {
    const made = await unknown(manager, Person, some)
    const parts = await Promise.all([
      store(manager, Address, made.flatMap(({ addresses }) => addresses)),
      store(manager, BankAccount, made.flatMap(({ bankAccounts }) => bankAccounts)),
      store(manager, ContactInfo, made.flatMap(({ contacts }) => contacts)),
      store(manager, Employment, made.flatMap(({ employments }) => employments)),
    ])
    await manager.putMany(Person, made.map(({ id, firstName, lastName, dateOfBirth, gender, parts: count }) => manager.create(Person, { id, firstName, lastName, dateOfBirth, gender, parts: count })), { concurrency: 16 })
    seeded = {
      people: seeded.people + made.length,
      items: parts.reduce((items, count) => items + count, seeded.items + made.length),
      known: seeded.known + some.length - made.length,
    }
    onProgress(seeded.people + seeded.known)
  }
  return seeded
}

/** Those that are not stored, asked for by their keys, 100 to a request. */
async function unknown<Made extends { readonly id: string; readonly personId?: string }>(manager: DynamoEntityManager, entity: EntityTarget<ObjectLiteral>, made: readonly Made[]): Promise<Made[]> {
  const stored = await manager.batchRead(entity, made.map(({ id, personId }) => (personId === undefined ? { id } : { personId, id })))
  return made.filter((_, position) => stored[position] === null)
}

async function store<Part extends { readonly id: string; readonly personId: string }>(manager: DynamoEntityManager, entity: EntityTarget<ObjectLiteral>, made: readonly Part[]): Promise<number> {
  const lacking = await unknown(manager, entity, made)
  await manager.putMany(entity, lacking.map((one) => manager.create(entity, one)))
  return lacking.length
}

function* listsOf<T>(things: Iterable<T>): Generator<T[], void, undefined> {
  let list: T[] = []
  for (const thing of things) {
    list.push(thing)
    if (list.length === heldAtOnce) {
      yield list
      list = []
    }
  }
  if (list.length > 0) yield list
}
