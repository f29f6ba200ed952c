import { Repository } from 'typeorm'
import type { InvalidValues } from './criteria/fromFindOptions.js'
import type { DynamoDataSourceOptions } from './DynamoDataSourceOptions.js'

/** 1.x has removed `exist`; neither line exports its version. */
const isLine0 = typeof (Repository.prototype as unknown as { exist?: unknown }).exist === 'function'

/** What undefined and null in a where mean here: 0.3 ignores both, 1.x throws, and the option decides. */
export function invalidValues(options: DynamoDataSourceOptions): InvalidValues {
  const fallback = isLine0 ? 'ignore' : 'throw'
  return { undefined: options.invalidWhereValuesBehavior?.undefined ?? fallback, null: options.invalidWhereValuesBehavior?.null ?? fallback }
}

/** Whether an inner join within a left join drops the entities that the left join starts from, as on 0.3, or just what it leads to. */
export const innerJoinsDropAll = isLine0
