import { QueryResult } from 'typeorm'
import type { WriteResult } from './updateAll.js'

const entities = new WeakMap<object, object[]>()

/** The entities that a write gave back, by the rows that TypeORM carries on. */
export const entitiesOf = (rows: object): object[] | undefined => entities.get(rows)

/** A write's result in TypeORM's form. */
export function queryResult(result: WriteResult): QueryResult {
  const made = new QueryResult()
  made.raw = result.raw
  made.records = result.records
  if (result.affected !== undefined) made.affected = result.affected
  if (result.entities !== undefined) entities.set(result.records, result.entities)
  return made
}
