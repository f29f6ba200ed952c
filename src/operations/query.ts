import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { Placeholders } from '../expressions/Placeholders.js'
import { renderCondition } from '../expressions/renderCondition.js'
import type { QueryPlan } from '../planner/ReadPlan.js'
import { bound } from './bound.js'
import { minimal } from './minimal.js'
import { projected } from './projected.js'

/**
 * What is sent for one page of an item collection.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export function queryRequest(plan: QueryPlan): QueryCommandInput {
  const placeholders = new Placeholders()
  const KeyConditionExpression = renderCondition(plan.keyCondition, placeholders)
  const FilterExpression = plan.filter === undefined ? undefined : renderCondition(plan.filter, placeholders) || undefined
  const ProjectionExpression = plan.count === true ? undefined : projected(plan.projection, placeholders)
  return minimal({
    TableName: plan.table,
    IndexName: plan.index,
    KeyConditionExpression,
    FilterExpression,
    ProjectionExpression,
    ...bound(placeholders),
    Select: plan.count === true ? ('COUNT' as const) : undefined,
    ScanIndexForward: plan.forward ? undefined : false,
    ConsistentRead: plan.consistent || undefined,
    Limit: plan.pageLimit,
    ExclusiveStartKey: plan.startKey,
  })
}
