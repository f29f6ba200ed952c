import { decoratorRecords, type Constructor } from '../metadata/decoratorRecords.js'
import type { StandardSchema } from '../vocabulary/StandardSchema.js'

export interface ValidateOptions {
  /** Of a class: judges the properties that an update by criteria gives, which the schema of the whole cannot. */
  readonly part?: StandardSchema
}

/**
 * Has a schema of any Standard Schema library (zod, valibot, arktype, ...) judge an entity, or a property, before it is sent. Its
 * judgement alone counts: what it makes of a value (defaults, conversions) is not stored.
 *
 * @throws ModelError when the data source opens, if it stands on a property without a column.
 * @example
 * ```ts
 * @Entity()
 * @Validate(Person, { part: Person.partial() })
 * class User { @PrimaryColumn() id: string, @Validate(z.email()) @Column() email: string }
 * ```
 * @see https://standardschema.dev
 */
export function Validate(schema: StandardSchema, { part }: ValidateOptions = {}) {
  return (target: object, property?: string): void => {
    decoratorRecords.validations.push({ target: (property === undefined ? target : target.constructor) as Constructor, property, schema, part })
  }
}
