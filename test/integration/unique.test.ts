import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm'
import { TimeToLive, type ItemWrites, UniqueConstraintViolationError, type PagingAndSortingRepository } from '../../src/index.js'
import { sentinelsOf } from '../support/sentinelsOf.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

class Place {
  @Column({ nullable: true }) street: string
  @Column({ type: 'int', nullable: true }) number: number
}

@Entity({ name: 'unique_member' })
@Unique('byPlace', ['place.street', 'place.number'])
@Unique('byKey', ['id', 'email'])
class Member {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true, unique: true }) email: string | null
  @Index('byTeam', { unique: true }) @Column({ type: 'int', nullable: true }) seat: number | null
  @Column({ nullable: true }) name: string
  @Column(() => Place) place: Place
}

let opened: OpenedSource
let members: PagingAndSortingRepository<Member>
const bookkeeping = `sentinels_${process.pid}_${Math.random().toString(36).slice(2)}`
beforeAll(async () => {
  opened = await openWith([Member], { bookkeepingTable: bookkeeping })
  members = opened.dataSource.getRepository(Member)
})
afterAll(() => opened.dataSource.destroy())
beforeEach(async () => {
  await members.clear()
  opened.sent.clear()
})

const member = (id: string, values: Partial<Member> = {}): Member => members.create({ id, ...values } as Member)
const violation = { name: 'UniqueConstraintViolationError', properties: ['email'] }
const taken = async (): Promise<string[]> => (await sentinelsOf(opened, bookkeeping)).map(({ values, owner }) => `${values}: ${owner}`)

const inserts: Readonly<Record<string, (one: Member) => Promise<unknown>>> = {
  put: (one) => members.put(one),
  putMany: (one) => members.putMany([one]),
  batchWrite: (one) => members.batchWrite([{ type: 'PutRequest', item: one }]),
  save: (one) => members.save(one),
  insert: (one) => members.insert(one as never),
  'insert of several': (one) => opened.dataSource.createQueryBuilder().insert().into(Member).values([one, { id: `${one.id}-other` }] as never).execute(),
  upsert: (one) => members.upsert(one as never, ['id']),
  'a transaction': (one) => opened.dataSource.transaction((manager) => manager.insert(Member, one as never)),
  'putOne of a plain object': (one) => (opened.dataSource.createQueryRunner() as unknown as ItemWrites).putOne(members.metadata.tableName, { id: one.id, email: one.email }),
}

describe.each(Object.keys(inserts))('%s', (name) => {
  test('takes the value, and is refused where another has it', async () => {
    await inserts[name]!(member('1', { email: 'a' }))
    expect(await taken()).toEqual(['a: 1'])
    await expect(inserts[name]!(member('2', { email: 'a' }))).rejects.toMatchObject(violation)
    expect(await members.findOneBy({ id: '2' })).toBeNull()
    expect(await taken()).toEqual(['a: 1'])
    await members.delete('1')
    await inserts[name]!(member('2', { email: 'a' }))
    expect(await taken()).toEqual(['a: 2'])
  })
})
