import type { AddressData, BankAccountData, ContactInfoData, EmploymentData, PersonData } from './schemas.js'

/** By the names of their routes. */
export interface LiveResources {
  readonly persons: PersonData
  readonly addresses: AddressData
  readonly bankAccounts: BankAccountData
  readonly contacts: ContactInfoData
  readonly employments: EmploymentData
}

interface ChangeOf<Resource extends keyof LiveResources> {
  readonly resource: Resource
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly id: string
  /** Of a person its own id. */
  readonly personId: string
  /** As it is since; missing where it was deleted. */
  readonly entity?: LiveResources[Resource]
}

/** What `/api/events` tells in an event `change`. The event `reset` tells that changes were missed: everything has to be read again. */
export type LiveChange = { readonly [Resource in keyof LiveResources]: ChangeOf<Resource> }[keyof LiveResources]
