import type { ScanCommandInput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import { renderCondition } from '../expressions/renderCondition.js'
import type { ScanPlan } from '../planner/ReadPlan.js'
import { bound } from './bound.js'
import { minimal } from './minimal.js'
import { projected } from './projected.js'

/**
 * What is sent for one page of a whole table or index.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
 */
export function scanRequest(plan: ScanPlan): ScanCommandInput {
  const placeholders = new Placeholders()
  const FilterExpression = plan.filter === undefined ? undefined : renderCondition(plan.filter, placeholders) || undefined
  const ProjectionExpression = plan.count === true ? undefined : projected(plan.projection, placeholders)
  return minimal({
    TableName: plan.table,
    IndexName: plan.index,
    FilterExpression,
    ProjectionExpression,
    ...bound(placeholders),
    Select: plan.count === true ? ('COUNT' as const) : undefined,
    ConsistentRead: plan.consistent || undefined,
    Limit: plan.pageLimit,
    Segment: plan.segment?.number,
    TotalSegments: plan.segment?.total,
    ExclusiveStartKey: plan.startKey,
  })
}
