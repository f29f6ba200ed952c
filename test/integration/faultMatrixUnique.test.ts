import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { Column, Entity, PrimaryColumn } from 'typeorm'
import type { DynamoDataSource, PagingAndSortingRepository } from '../../src/index.js'
import { clientConfig } from '../support/engine.js'
import { faultMatrix, type FaultPath } from '../support/faultMatrix.js'

@Entity({ name: 'matrix_member' })
class Member {
  @PrimaryColumn() id: string
  @Column({ unique: true }) email: string
  @Column({ type: 'int', default: 0 }) count: number
}

const bookkeepingTable = `matrix-${randomUUID()}`
const engine = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig()))
/** The sentinels of the values of one run. */
async function sentinels(id: string): Promise<Record<string, string>> {
  const { Items = [] } = await engine.send(new ScanCommand({ TableName: bookkeepingTable, ConsistentRead: true, FilterExpression: 'contains(pk, :id)', ExpressionAttributeValues: { ':id': id } }))
  return Object.fromEntries(Items.map((item) => [String(item.pk), JSON.stringify(item)]))
}

const members = (on: DynamoDataSource): PagingAndSortingRepository<Member> => on.getRepository(Member)
const member = (id: string, email = 'first'): Member => Object.assign(new Member(), { id, email: `${email}@${id}`, count: 1 })
const two = (id: string): Member[] => [member(id), member(`${id}b`)]
const path = (given?: FaultPath['given']) => (name: string, run: FaultPath['run'], rest: Omit<FaultPath, 'name' | 'run' | 'given'> = {}): FaultPath => ({ name, run, ...rest, ...(given === undefined ? {} : { given }) })
const onNothing = path()
const onTwo = path((id, on) => members(on).insert(two(id)))
const several = { several: true }

const paths: readonly FaultPath[] = [
  onNothing('insert', (id, on) => members(on).insert(member(id))),
  onNothing('insert of several', (id, on) => members(on).insert(two(id))),
  onTwo('put', (id, on) => members(on).put(member(id, 'new'))),
  onTwo('putMany', (id, on) => members(on).putMany([member(id, 'new'), member(`${id}c`)]), several),
  onTwo('save', (id, on) => members(on).save(member(id, 'new'))),
  onTwo('save that swaps', (id, on) => members(on).save([Object.assign(member(id), { email: `first@${id}b` }), Object.assign(member(`${id}b`), { email: `first@${id}` })])),
  onTwo('update', (id, on) => members(on).update(id, { email: `new@${id}` })),
  onTwo('update of another column', (id, on) => members(on).update(id, { count: 2 })),
  onTwo('updateExpression', (id, on) => members(on).updateExpression({ where: { id }, setValues: { email: `new@${id}` }, addValues: { count: 1 } })),
  onTwo('upsert', (id, on) => members(on).upsert({ id, email: `new@${id}`, count: 2 }, ['id'])),
  onTwo('delete', (id, on) => members(on).delete(id)),
  onTwo('deleteOne', (id, on) => members(on).deleteOne(id)),
  onTwo('deleteMany', (id, on) => members(on).deleteMany([{ id }, { id: `${id}b` }]), several),
  onTwo('remove', (id, on) => members(on).remove(member(id))),
  onTwo('a transaction', (id, on) => on.transaction(async (manager) => {
    await manager.update(Member, id, { email: `new@${id}` })
    await manager.insert(Member, Object.assign(member(`${id}c`), { email: `first@${id}` }))
    await manager.delete(Member, `${id}b`)
  })),
]

const matrix = faultMatrix([Member], { options: { bookkeepingTable }, first: (source) => members(source).insert(member('first')), also: sentinels })
beforeAll(() => matrix.open())
afterAll(async () => {
  await matrix.close()
  engine.destroy()
})

describe('a write of unique columns is done once, values and sentinels together, whatever its requests meet', () => {
  test.each(paths)('$name', async (one) => {
    expect(await matrix.surprises(one)).toEqual([])
  })
})
