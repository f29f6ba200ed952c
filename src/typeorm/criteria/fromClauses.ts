import type { Condition } from '../../expressions/Condition.js'
import { all, any, negateAsSql } from '../../expressions/conditions.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { EntityStore } from '../EntityStore.js'
import { textCondition } from './fromText.js'

/** What a builder's where consists of, as far as TypeORM leaves it structured. */
export type ClauseCondition =
  | string
  | readonly Clause[]
  | { readonly operator: 'brackets' | 'not'; readonly condition: ClauseCondition }
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
    default:
      throw new UnsupportedError('sub-queries', scope.store.metadata.name)
  }
}

const isClauses = (condition: ClauseCondition): condition is readonly Clause[] => Array.isArray(condition)
