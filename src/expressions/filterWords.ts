import type { OperatorName, WireType } from './operators.js'

/** Signs that compare two values. */
export const comparisonSigns: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>='])

/** How many values each function takes besides its attribute. */
export const filterFunctions: ReadonlyMap<string, readonly [operator: OperatorName, values: 0 | 1]> = new Map([
  ['begins_with', ['begins_with', 1]],
  ['contains', ['contains', 1]],
  ['attribute_exists', ['attribute_exists', 0]],
  ['attribute_not_exists', ['attribute_not_exists', 0]],
  ['attribute_type', ['attribute_type', 1]],
])

/** Words that are no names unless they are quoted. */
export const filterKeywords: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'IS', 'NULL', 'TRUE', 'FALSE'])

/** DynamoDB's names of its types. */
export const typeNames: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'] satisfies WireType[])
