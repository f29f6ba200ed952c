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
  /** Translated already, and where null is in it its negation as well. */
  | { readonly operator: 'dynamoCondition'; readonly condition: Condition; readonly negated?: Condition }

export interface Clause {
  readonly type: 'simple' | 'and' | 'or'
  readonly condition: ClauseCondition
}

export interface ClauseScope {
  readonly store: EntityStore
  readonly alias: string
  readonly parameters: Readonly<Record<string, unknown>>
}

/** A builder's where as one condition, or its negation in SQL's sense. AND binds closer than OR, as in SQL. */
export function clausesCondition(scope: ClauseScope, clauses: readonly Clause[], negated = false): Condition {
  const [both, either] = negated ? [any, all] : [all, any]
  const branches: Condition[][] = [[]]
  for (const clause of clauses) {
    if (clause.type === 'or' && branches.at(-1)!.length > 0) branches.push([])
    branches.at(-1)!.push(clauseCondition(scope, clause.condition, negated))
  }
  return branches.length === 1 ? both(branches[0]!) : either(branches.map(both))
}

function clauseCondition(scope: ClauseScope, condition: ClauseCondition, negated: boolean): Condition {
  if (typeof condition === 'string') return textCondition(scope, condition, negated)
  if (isClauses(condition)) return clausesCondition(scope, condition, negated)
  switch (condition.operator) {
    case 'brackets':
      return clauseCondition(scope, condition.condition, negated)
    case 'not':
      return clauseCondition(scope, condition.condition, !negated)
    case 'dynamoCondition':
      return negated ? (condition.negated ?? negateAsSql(condition.condition)) : condition.condition
    default:
      throw new UnsupportedError('sub-queries', scope.store.metadata.name)
  }
}

const isClauses = (condition: ClauseCondition): condition is readonly Clause[] => Array.isArray(condition)
