import { randomUUID } from 'node:crypto'
import { LessThan } from 'typeorm'
import { Transactional } from 'typeorm-transactional'
import { Add, ConditionFailedError, getRepository } from 'typeorm-dynamodb'
import type { z } from 'zod'
import type { NewPersonSchema } from '../../shared/schemas.js'
import { HttpError } from '../http/HttpError.js'
import { Address } from './Address.js'
import { BankAccount } from './BankAccount.js'
import { ContactInfo } from './ContactInfo.js'
import { Employment } from './Employment.js'
import { Person } from './Person.js'

/** So that a person is deleted with all parts in one transaction, which has 100 operations. */
const most = 99

export type Part = Address | BankAccount | ContactInfo | Employment
/** By the properties of a person. */
export const parts = { addresses: Address, bankAccounts: BankAccount, contacts: ContactInfo, employments: Employment } as const
const relations = { addresses: true, bankAccounts: true, contacts: true, employments: true } as const

type New = z.output<typeof NewPersonSchema> & { readonly id: string }

export class PersonService {
  /** The person with all parts: one Query. */
  detail(id: string): Promise<Person> {
    return getRepository(Person).findOneOrFail({ where: { id }, relations })
  }

  /** Stores a person with all parts, or nothing: one TransactWriteItems, which fails where one of them is there. */
  @Transactional()
  async create({ addresses, bankAccounts, contacts, employments, ...fields }: New): Promise<Person> {
    const given = { addresses, bankAccounts, contacts, employments }
    const person = getRepository(Person).create({ ...fields, parts: Object.values(given).flat().length })
    await getRepository(Person).insert(person)
    for (const [name, entity] of Object.entries(parts)) {
      for (const one of given[name as keyof typeof parts]) await getRepository<Part>(entity).insert({ ...one, personId: person.id, id: randomUUID() } as never)
    }
    return person
  }

  /**
   * Deletes a person with all parts: one Query, and one TransactWriteItems that depends on the version, which counts the coming
   * and going of parts too, so that none is left behind. A GetItem tells the version where none is given.
   *
   * @throws ConditionFailedError where it is not there, or of another version.
   */
  @Transactional()
  async remove(id: string, version?: number): Promise<void> {
    const seen = version ?? (await getRepository(Person).get(id, { consistent: true }))?.version
    if (seen === undefined) throw new HttpError(404, 'request.nothing')
    await getRepository(Person).deleteOne(id, { condition: { version: seen } })
  }

  /** Stores a part, and counts it at its person, who must be there and have less than 99: one TransactWriteItems. */
  async addPart<P extends Part>(entity: new () => P, personId: string, fields: object): Promise<P> {
    return this.insertPart(entity, personId, fields).catch((error: unknown) => {
      throw error instanceof ConditionFailedError ? new HttpError(409, 'person.full', `A person has ${most} parts at most.`) : error
    })
  }

  @Transactional()
  private async insertPart<P extends Part>(entity: new () => P, personId: string, fields: object): Promise<P> {
    const made = getRepository(entity).create({ ...fields, personId } as never) as unknown as P
    await getRepository(entity).insert(made as never)
    await getRepository(Person).update({ id: personId, parts: LessThan(most) }, { parts: Add(1) })
    return made
  }

  /**
   * Deletes a part, and counts it no more: one TransactWriteItems.
   *
   * @throws ConditionFailedError where it is not there, or of another version.
   */
  @Transactional()
  async removePart(entity: new () => Part, personId: string, id: string, version?: number): Promise<void> {
    await getRepository(entity).deleteOne({ personId, id }, { condition: version === undefined ? { id } : { version } })
    await getRepository(Person).update({ id: personId }, { parts: Add(-1) })
  }
}
