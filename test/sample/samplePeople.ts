import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { createApp, dataSourceOptions, type AppOptions } from '../../sample-app/server/createApp.js'
import type { NewPerson } from '../../sample-app/shared/schemas.js'
import { open, type DynamoDataSource, type DynamoDataSourceOptions } from '../../src/index.js'
import { clientConfig as config, tablePrefix } from '../support/engine.js'

/** The sample application on tables of this file alone. */
export async function openSample(clientConfig: DynamoDataSourceOptions['clientConfig'], appOptions: AppOptions = {}): Promise<{ app: ReturnType<typeof createApp>; dataSource: DynamoDataSource }> {
  const options = dataSourceOptions({ entityPrefix: tablePrefix(), clientConfig: clientConfig! })
  const dataSource = await open(options)
  return { app: createApp(options, { rateLimit: 100_000, ...appOptions }), dataSource }
}

export const newPerson = (more: Partial<NewPerson> = {}): NewPerson => ({ firstName: 'Åse', lastName: 'Ødegård', dateOfBirth: '1980-02-29', gender: 'female', ...more })

/** One of each kind of part, by the path of its resource. */
export const newParts = {
  addresses: { type: 'home', street: 'Storgata 1', city: 'Oslo', postalCode: '0155', country: 'Norway', isPrimary: true },
  bankAccounts: { bankName: 'Sparebanken', accountType: 'savings', iban: 'NO9386011117947', currency: 'NOK', isPrimary: true },
  contacts: { type: 'email', value: 'ase@example.com', isPrimary: true, isVerified: false },
  employments: { companyName: 'Fjord AS', position: 'Captain', startDate: '2020-01-01', endDate: null, salary: 1000.5, currency: 'NOK' },
} as const
export type PartPath = keyof typeof newParts
export const partPaths = Object.keys(newParts) as PartPath[]

/** A person with one of each kind of part. */
export const newWhole = (more: Partial<NewPerson> = {}): NewPerson => newPerson({ ...Object.fromEntries(Object.entries(newParts).map(([path, part]) => [path, [part]])), ...more })

/** Every item of a person, as it is stored, by sort key. */
export async function itemsOf(id: string): Promise<Record<string, unknown>[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(config()))
  const { Items = [] } = await client.send(new QueryCommand({
    TableName: `${tablePrefix()}Persons`, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': `PERSON#${id}` }, ConsistentRead: true,
  }))
  client.destroy()
  return Items
}

/** What is told of each failure, and nothing else. */
export const problem = (status: number, code: unknown = expect.any(String)): object => ({ status, code, message: expect.any(String), requestId: expect.stringMatching(/^[\w-]{1,64}$/) })
