import { Column, Entity, PrimaryColumn } from 'typeorm'
import { Add, AddToSet, Append, IfNotExists, Remove, SingleTable, Subtract, type PagingAndSortingRepository } from '../../src/index.js'
import { AppTable } from '../support/entities/blog.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity()
@SingleTable(AppTable, {
  type: 'SCORE',
  key: { partitionKey: 'GAME#{game}', sortKey: 'PLAYER#{player}' },
  indexes: { TypeIndex: { sortKey: '{player}' }, GSI1: { partitionKey: 'TEAM#{team}', sortKey: '{points}#{player}' } },
})
class Score {
  @PrimaryColumn() game: string
  @PrimaryColumn() player: string
  @Column({ nullable: true }) team: string
  @Column('int', { default: 0 }) points: number
  @Column('json', { nullable: true }) rounds: { points: number }[]
  @Column('set', { nullable: true }) badges: Set<string>
}

let opened: OpenedSource
let scores: PagingAndSortingRepository<Score>
beforeAll(async () => {
  opened = await openWith([Score])
  scores = opened.dataSource.getRepository(Score)
})
afterAll(() => opened.dataSource.destroy())

const key = { game: 'g', player: 'p' }
const stored = (): Promise<Record<string, unknown> | undefined> => storedItem(`${(opened.dataSource.options as { entityPrefix?: string }).entityPrefix}${AppTable.name}`, { pk: 'GAME#g', sk: 'PLAYER#p' })
const ofTeam = async (team: string): Promise<number[]> => (await scores.find({ where: { team } })).map(({ points }) => points)
beforeEach(async () => {
  await scores.put(scores.create({ ...key, team: 'red', points: 5, rounds: [{ points: 5 }] }))
  opened.sent.clear()
})

test('a value that an index key is made of is worked out on the item, and the key with it', async () => {
  await scores.update(key, { points: Add(7), rounds: Append([{ points: 7 }]), badges: AddToSet('fast') })
  expect(opened.sent.actions()).toEqual(['GetItem', 'UpdateItem'])
  expect(await ofTeam('red')).toEqual([12])
  await scores.put(scores.create({ game: 'h', player: 'q', team: 'red', points: 9 }))
  expect(await ofTeam('red')).toEqual([9, 12])
  await scores.update({ game: 'g', player: 'p' }, { points: Subtract(10), 'rounds[0].points': Add(1) })
  expect(await ofTeam('red')).toEqual([2, 9])
  expect(await scores.findOneBy(key)).toMatchObject({ points: 2, rounds: [{ points: 6 }, { points: 7 }], badges: new Set(['fast']) })
  await scores.delete({ game: 'h', player: 'q' })
})

test('without a part of its key an item leaves the index, and comes back with it', async () => {
  await scores.update(key, { team: Remove() })
  expect(await stored()).not.toHaveProperty('gsi1pk')
  expect(await ofTeam('red')).toEqual([])
  await scores.update(key, { team: IfNotExists('blue'), points: Add(1) })
  expect(await ofTeam('blue')).toEqual([6])
})

test('an upsert counts, makes all keys, and writes the type', async () => {
  await scores.delete(key)
  for (const points of [1, 2]) await scores.upsert({ ...key, team: 'red', points: Add(points) }, ['game', 'player'])
  expect(await stored()).toMatchObject({ _type: 'SCORE', pk: 'GAME#g', sk: 'PLAYER#p', gsi1pk: 'TEAM#red', points: 3 })
  expect(await ofTeam('red')).toEqual([3])
})

test('a primary column is refused, and key attributes are no properties', async () => {
  for (const values of [{ player: IfNotExists('x') }, { game: Remove() }]) await expect(scores.update(key, values)).rejects.toThrow('a primary key cannot be changed')
  await expect(scores.update(key, { gsi1pk: IfNotExists('x') } as never)).rejects.toThrow('gsi1pk')
  expect(opened.sent.actions()).toEqual([])
})

test('what comes back is an entity without the keys of the table', async () => {
  const { entities: [whole] } = await scores.update(key, { badges: AddToSet('kind') }, { returning: 'all_new' })
  expect(whole).toEqual(Object.assign(new Score(), { ...key, team: 'red', points: 5, rounds: [{ points: 5 }], badges: new Set(['kind']) }))
  const { entities: [part] } = await scores.update(key, { points: Add(1) }, { returning: 'updated_new' })
  expect(part).toEqual(Object.assign(new Score(), { points: 6 }))
  const { entities: [gone] } = await scores.delete(key, { returning: 'all_old' })
  expect(gone).toMatchObject({ ...key, points: 6 })
})
