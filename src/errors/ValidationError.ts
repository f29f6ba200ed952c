import { DynamoOrmError } from './DynamoOrmError.js'
import { hideMember } from './hideMember.js'

/** What a schema finds at fault. */
export interface ValidationIssue {
  readonly entity: string
  /** The property: `address.city`, `tags.0`; empty for the entity as a whole. */
  readonly path: string
  /** As the schema's library says it; it may hold the value. */
  readonly message: string
  /** The place of the entity in the list that was given; undefined where none was. */
  readonly index?: number | undefined
}

/** Entities that their schemas refuse. Nothing has been sent. */
export class ValidationError extends DynamoOrmError {
  readonly statusCode = 400
  /** Everything that is at fault, of all entities that were given. Printing the error leaves it out, since it may hold values. */
  declare readonly issues: readonly ValidationIssue[]

  constructor(issues: readonly ValidationIssue[]) {
    const [first] = issues
    const places = [...new Set(issues.map(placeOf))]
    const named = [...places.slice(0, mostNamed), ...(places.length > mostNamed ? [`${places.length - mostNamed} more`] : [])].join(', ')
    super(`${first?.entity ?? 'The entity'}: what it has is not valid (${named}). Correct it; the member issues says what is wrong.`, {
      code: 'validation.failed', entity: first?.entity, path: places.length === 1 ? first?.path : undefined,
    })
    hideMember(this, 'issues', issues)
  }
}

const mostNamed = 20

const placeOf = ({ path, index }: ValidationIssue): string => [index === undefined ? '' : `[${index}]`, path === '' ? 'the whole' : path].filter((part) => part !== '').join('.')
