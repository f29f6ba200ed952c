import type { Condition } from '../../expressions/Condition.js'
import { all, any, negateAsSql } from '../../expressions/conditions.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { EntityStore } from '../EntityStore.js'
import { attributeCondition } from './findOperators.js'
import { textCondition } from './fromText.js'

/** What a builder's where consists of, as far as TypeORM leaves it structured. */
export type ClauseCondition =
  | string
  | readonly Clause[]
  | { readonly operator: 'brackets' | 'not'; readonly condition: ClauseCondition }
  /** A path and a value or find operator, kept as they were given. */
  | { readonly operator: 'dynamoAttribute'; readonly parameters: readonly [path: string, value: unknown] }
  /** Translated already. */
  | { readonly operator: 'dynamoCondition'; readonly condition: Condition }

export interface Clause {
  readonly type: 'simple' | 'and' | 'or'
  readonly condition: ClauseCondition
}

export interface ClauseScope {
  readonly store: EntityStore
  readonly alias: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** A builder's where as one condition. AND binds closer than OR, as in SQL. */
export function clausesCondition(scope: ClauseScope, clauses: readonly Clause[]): Condition {
  const branches: Condition[][] = [[]]
  for (const clause of clauses) {
    if (clause.type === 'or' && branches.at(-1)!.length > 0) branches.push([])
    branches.at(-1)!.push(clauseCondition(scope, clause.condition))
  }
  return branches.length === 1 ? all(branches[0]!) : any(branches.map(all))
}

function clauseCondition(scope: ClauseScope, condition: ClauseCondition): Condition {
  if (typeof condition === 'string') return textCondition(scope, condition)
  if (isClauses(condition)) return clausesCondition(scope, condition)
  switch (condition.operator) {
    case 'brackets':
      return clauseCondition(scope, condition.condition)
    case 'not':
      return negateAsSql(clauseCondition(scope, condition.condition))
    case 'dynamoCondition':
      return condition.condition
    case 'dynamoAttribute':
      return attributeAt(scope, ...condition.parameters)
    default:
      throw new UnsupportedError('sub-queries', scope.store.metadata.name)
  }
}

const isClauses = (condition: ClauseCondition): condition is readonly Clause[] => Array.isArray(condition)

function attributeAt(scope: ClauseScope, path: string, value: unknown): Condition {
  const property = path.startsWith(`${scope.alias}.`) ? path.slice(scope.alias.length + 1) : path
  const attribute = scope.store.model.attributeByProperty.get(property) ?? scope.store.model.attributeByName.get(property)
  if (attribute === undefined) throw new InvalidQueryError(`${scope.store.metadata.name}.${property}: there is no such column. Name a property of the entity.`, { entity: scope.store.metadata.name, path: property })
  return attributeCondition(scope.store, attribute, value)
}
