import type { Sender } from '../client/Sender.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import type { AttributeModel, EntityModel } from '../metadata/EntityModel.js'
import { makeBookkeepingTable } from './makeBookkeepingTable.js'

/**
 * Draws the next number for a column: one write of one unit on the bookkeeping table, which is made when first needed.
 * Numbers rise and never come twice; a failed write leaves a gap.
 */
export async function nextNumber(sender: Sender, table: string, model: EntityModel, attribute: AttributeModel): Promise<number> {
  const draw = async (): Promise<number> => {
    const output = await sender.send('UpdateItem', {
      TableName: table,
      Key: { pk: { S: `counter#${model.table}#${attribute.name}` } },
      UpdateExpression: 'ADD #n :one',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    })
    return Number(output.Attributes?.n?.N)
  }
  try {
    return await draw()
  } catch (error) {
    if (!(error instanceof TableNotFoundError)) throw error
    await makeBookkeepingTable(sender, table)
    return draw()
  }
}
