import { defineTable } from 'typeorm-dynamodb'

/**
 * | entity      | pk          | sk              | gsi1pk  | gsi1sk                |
 * |-------------|-------------|-----------------|---------|-----------------------|
 * | Person      | PERSON#{id} | PROFILE         | PERSONS | last, first name, id  |
 * | Address     | PERSON#{id} | ADDRESS#{id}    |         |                       |
 * | BankAccount | PERSON#{id} | BANK#{id}       |         |                       |
 * | ContactInfo | PERSON#{id} | CONTACT#{id}    |         |                       |
 * | Employment  | PERSON#{id} | EMPLOYMENT#{id} |         |                       |
 */
export const PersonsTable = defineTable({
  name: 'Persons',
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: { GSI1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
  stream: 'NEW_AND_OLD_IMAGES',
})
