import type { Sender } from '../client/Sender.js'

/** Names of all tables of the account and region, in order: one request per 100. */
export async function listTables(sender: Sender): Promise<string[]> {
  const names: string[] = []
  let last: string | undefined
  do {
    const { TableNames, LastEvaluatedTableName } = await sender.send('ListTables', last === undefined ? {} : { ExclusiveStartTableName: last })
    names.push(...(TableNames ?? []))
    last = LastEvaluatedTableName
  } while (last !== undefined)
  return names
}
