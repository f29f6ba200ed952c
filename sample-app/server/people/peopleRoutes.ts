import { Router } from 'express'
import { BeginsWith } from 'typeorm-dynamodb'
import type { z } from 'zod'
import { AddressSchema, BankAccountSchema, ContactInfoSchema, EmploymentSchema, IdSchema, NewPersonSchema, PersonSchema } from '../../shared/schemas.js'
import { sortable } from '../../shared/sortName.js'
import { entityRoutes } from '../http/entityRoutes.js'
import { HttpError } from '../http/HttpError.js'
import { Address } from './Address.js'
import { BankAccount } from './BankAccount.js'
import { ContactInfo } from './ContactInfo.js'
import { Employment } from './Employment.js'
import { Person } from './Person.js'
import { PersonService, type Part } from './PersonService.js'

/** People and their parts: five resources, and one that has a person with all parts. */
export function peopleRoutes(): Router {
  const router = Router()
  const people = new PersonService()

  router.get('/persons/:id/detail', async (request, response) => {
    const id = IdSchema.safeParse(request.params.id)
    if (!id.success) throw new HttpError(404, 'request.nothing')
    response.set('Cache-Control', 'no-cache').json(await people.detail(id.data))
  })
  router.use('/persons', entityRoutes(Person, {
    fields: PersonSchema.given,
    given: NewPersonSchema,
    filters: { lastName: (prefix) => ({ sortName: BeginsWith(sortable(prefix)) }) },
    sorts: { lastName: 'sortName' },
    create: (given) => people.create(given),
    remove: ({ id }, version) => people.remove(id!, version),
  }))

  const ofPerson = <P extends Part>(path: string, entity: new () => P, fields: z.ZodObject): void => {
    router.use(`/persons/:personId/${path}`, entityRoutes(entity, {
      fields,
      create: (given, { personId }) => people.addPart(entity, personId!, given),
      remove: ({ personId, id }, version) => people.removePart(entity, personId!, id!, version),
    }))
  }
  ofPerson('addresses', Address, AddressSchema.given)
  ofPerson('bankAccounts', BankAccount, BankAccountSchema.given)
  ofPerson('contacts', ContactInfo, ContactInfoSchema.given)
  ofPerson('employments', Employment, EmploymentSchema.given)
  return router
}
