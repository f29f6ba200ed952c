import { Column, Entity, PrimaryColumn } from 'typeorm'
import { z } from 'zod'
import { Computed, defineTable, SingleTable, TimeToLive, Validate, ValidationError, type PagingAndSortingRepository } from '../../src/index.js'
import type { DynamoDriver } from '../../src/typeorm/DynamoDriver.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

const RuledTable = defineTable({ name: 'RuledData', partitionKey: 'pk', sortKey: 'sk', timeToLive: 'ttl', indexes: { GSI1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }, GSI2: { partitionKey: 'gsi2pk' } } })

@Entity()
@SingleTable(RuledTable, {
  type: 'MEMBER',
  key: { partitionKey: 'MEMBER#{id}', sortKey: '#METADATA' },
  indexes: { GSI1: { partitionKey: 'EMAIL#{emailKey}', sortKey: '{n}' }, GSI2: { partitionKey: 'LONG#{emailKey}', when: (member: Member) => member.length > 5 } },
})
class Member {
  @PrimaryColumn() id: string
  @Validate(z.string().min(2)) @Column() email: string
  @Computed({ from: ['email'] }, ({ email }: Member) => email.toLowerCase()) @Column() emailKey: string
  @Computed({ from: ['emailKey'] }, ({ emailKey }: Member) => emailKey.length) @Column({ type: 'int' }) length: number
  @Column({ type: 'int', default: 1 }) n: number
  @TimeToLive((now) => new Date(now.getTime() + 3_600_000)) @Column({ nullable: true }) ttl: Date
}

@Entity()
@SingleTable(RuledTable, { type: 'OTHER', key: { partitionKey: 'MEMBER#{id}', sortKey: 'OTHER' } })
class Other {
  @PrimaryColumn() id: string
}

let opened: OpenedSource
let members: PagingAndSortingRepository<Member>
const begin = new Date(Math.floor(Date.now() / 1000) * 1000)
const isNow = (seconds: number): void => void ((opened.dataSource.driver as unknown as DynamoDriver).now = () => new Date(begin.getTime() + seconds * 1000))
const stored = (id: string) => storedItem(`${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}RuledData`, { pk: `MEMBER#${id}`, sk: '#METADATA' })
beforeAll(async () => {
  opened = await openWith([Member, Other])
  members = opened.dataSource.getRepository(Member)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => isNow(0))

test('templates are made of what is computed, in whole entities and in updates of its sources', async () => {
  await members.save({ id: 'a', email: 'A@x' } as Member)
  expect(await stored('a')).toMatchObject({ gsi1pk: 'EMAIL#a@x', emailKey: 'a@x', length: 3 })
  expect(await stored('a')).not.toHaveProperty('gsi2pk')
  await members.update('a', { email: 'Longer@x' })
  expect(await stored('a')).toMatchObject({ gsi1pk: 'EMAIL#longer@x', gsi2pk: 'LONG#longer@x', length: 8 })
  opened.sent.clear()
  expect((await members.findBy({ emailKey: 'longer@x' })).map(({ id }) => id)).toEqual(['a'])
  expect(opened.sent.actions()).toEqual(['Query'])
  await members.upsert({ id: 'a', email: 'B@x' }, ['id'])
  expect(await stored('a')).toMatchObject({ gsi1pk: 'EMAIL#b@x', length: 3 })
  expect(await stored('a')).not.toHaveProperty('gsi2pk')
  await expect(members.update('a', { emailKey: 'x' })).rejects.toThrow('Member.emailKey: the column is computed.')
})

test('what has expired is hidden, and replaced, in a shared table too', async () => {
  await members.insert({ id: 'b', email: 'old@x', n: 7 })
  await opened.dataSource.getRepository(Other).insert({ id: 'b' })
  expect(await stored('b')).toMatchObject({ ttl: begin.getTime() / 1000 + 3600 })
  isNow(3600)
  expect(await members.findOneBy({ id: 'b' })).toBeNull()
  expect(await members.findBy({ emailKey: 'old@x' })).toEqual([])
  expect(await members.find({ where: { emailKey: 'old@x' }, withExpired: true })).toHaveLength(1)
  expect(await opened.dataSource.getRepository(Other).findOneBy({ id: 'b' })).toEqual({ id: 'b' })
  opened.sent.clear()
  await members.insert({ id: 'b', email: 'new@x' })
  expect(opened.sent.actions()).toEqual(['PutItem'])
  expect(await stored('b')).toMatchObject({ email: 'new@x', gsi1pk: 'EMAIL#new@x', n: 1 })
})

test('schemas judge entities of a shared table', async () => {
  opened.sent.clear()
  await expect(members.put({ id: 'c', email: 'x' } as Member)).rejects.toBeInstanceOf(ValidationError)
  await expect(members.update('a', { email: 'x' })).rejects.toBeInstanceOf(ValidationError)
  expect(opened.sent.actions()).toEqual([])
})
