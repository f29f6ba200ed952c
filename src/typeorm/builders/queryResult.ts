import { QueryResult } from 'typeorm'
import type { WriteResult } from './updateAll.js'

/** A write's result in TypeORM's form. */
export function queryResult(result: WriteResult): QueryResult {
  const made = new QueryResult()
  made.raw = result.raw
  made.records = result.records
  if (result.affected !== undefined) made.affected = result.affected
  return made
}
