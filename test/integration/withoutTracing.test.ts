import { Column, Entity, PrimaryColumn } from 'typeorm'
import { DynamoEntityManager } from '../../src/index.js'
import { openWith } from '../support/openWith.js'

// As Node answers where the package is not installed.
jest.mock('@opentelemetry/api', () => {
  throw Object.assign(new Error("Cannot find module '@opentelemetry/api'"), { code: 'MODULE_NOT_FOUND' })
})

@Entity({ name: 'untraced' })
class Untraced {
  @PrimaryColumn() id: string
  @Column() kind: string
}

test('without @opentelemetry/api everything works, no method is wrapped, and no capacity is asked for', async () => {
  const { get } = DynamoEntityManager.prototype
  const { dataSource, sent } = await openWith([Untraced])
  await dataSource.getRepository(Untraced).put(Object.assign(new Untraced(), { id: '1', kind: 'k' }))
  expect(await dataSource.getRepository(Untraced).get('1')).toMatchObject({ kind: 'k' })
  expect(DynamoEntityManager.prototype.get).toBe(get)
  expect(sent.requests.map(({ input }) => input.ReturnConsumedCapacity)).toEqual([undefined, undefined])
  await dataSource.destroy()
})
