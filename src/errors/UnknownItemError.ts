import { DynamoOrmError } from './DynamoOrmError.js'

/** A read of a shared table with `unknownItems: 'error'` has come to an item without a type, or with one that no entity has. */
export class UnknownItemError extends DynamoOrmError {
  constructor(entity: string, table: string, attribute: string) {
    super(`${entity}: the table ${table} holds an item among those asked for whose ${attribute} is missing, or that of no entity. Give it the type of an entity, or define the table with unknownItems: 'skip'.`, { code: 'item.unknown', entity, path: attribute })
  }
}
