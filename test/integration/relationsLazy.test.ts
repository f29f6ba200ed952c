import { Column, Entity, ManyToOne, OneToMany, OneToOne, JoinColumn, PrimaryColumn, RelationId, type EntityManager } from 'typeorm'
import { openBoth } from '../support/differential.js'

@Entity()
class Team {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) name: string
  @OneToMany(() => Player, (player) => player.team) players: Promise<Player[]>
  /** Costs a Query with every Team that is read. */
  @RelationId((team: Team) => team.players) playerIds: string[]
}

@Entity()
class Player {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Team, (team) => team.players) team: Promise<Team | null>
  @RelationId((player: Player) => player.team) teamId: string | null
  @OneToOne(() => Locker, (locker) => locker.player, { lazy: true }) locker: Promise<Locker | null>
}

@Entity()
class Locker {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @OneToOne(() => Player, (player) => player.locker, { lazy: true }) @JoinColumn() player: Promise<Player | null>
}

@Entity()
class Folder {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToOne(() => Folder, (folder) => folder.folders) parent: Folder | null
  @OneToMany(() => Folder, (folder) => folder.parent) folders: Folder[]
}

const entities = [Team, Player, Locker, Folder]
const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)

async function fill(manager: EntityManager): Promise<void> {
  const red = await manager.save(make(Team, { id: 'red', name: 'Red' }))
  await manager.save(make(Team, { id: 'blue', name: 'Blue' }))
  const players = await manager.save([make(Player, { id: 'p1', team: Promise.resolve(red) }), make(Player, { id: 'p2', team: Promise.resolve(red) }), make(Player, { id: 'p3' })])
  await manager.save(make(Locker, { id: 'l1', player: Promise.resolve(players[0]!) }))
  await manager.save(['root', 'a', 'b', 'c'].map((id) => make(Folder, { id })))
}

describe('lazy relations, ids of relations, and relation builders', () => {
  let both: Awaited<ReturnType<typeof openBoth>>
  beforeAll(async () => {
    both = await openBoth(entities)
    await both.compare(fill)
  })
  afterAll(() => both.close())
  beforeEach(() => both.opened.sent.clear())
  const manager = (): EntityManager => both.opened.dataSource.manager
  const sent = (): string[] => both.opened.sent.actions()

  test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['lazy many-to-one', async (m) => (await (await m.findOneByOrFail(Player, { id: 'p1' })).team)?.name],
    ['lazy many-to-one of none', async (m) => (await m.findOneByOrFail(Player, { id: 'p3' })).team],
    ['lazy one-to-many', async (m) => (await (await m.findOneByOrFail(Team, { id: 'red' })).players).map((player) => player.id).toSorted((a, b) => a.localeCompare(b))],
    ['lazy one-to-many of none', async (m) => (await m.findOneByOrFail(Team, { id: 'blue' })).players],
    ['lazy one-to-one', async (m) => [(await (await m.findOneByOrFail(Locker, { id: 'l1' })).player)?.id, (await (await m.findOneByOrFail(Player, { id: 'p1' })).locker)?.id]],
    ['lazy relations asked for', async (m) => (await m.find(Player, { relations: { team: true }, order: { id: 'ASC' } })).map((player) => (player as unknown as Record<string, { name: string } | null>).__team__?.name)],
    ['ids by @RelationId()', async (m) => [(await m.find(Player, { order: { id: 'ASC' } })).map((player) => player.teamId), (await m.find(Team, { order: { id: 'ASC' } })).map((team) => team.playerIds.toSorted((a, b) => a.localeCompare(b)))]],
    ['loadOne', (m) => m.createQueryBuilder().relation(Player, 'team').of('p1').loadOne<Team>().then((team) => [team?.name, team?.playerIds.length])],
    ['loadOne of none', async (m) => (await m.createQueryBuilder().relation(Player, 'team').of('p3').loadOne<Team>()) ?? 'none'],
    ['loadMany', async (m) => (await m.createQueryBuilder().relation(Team, 'players').of('red').loadMany<Player>()).length],
    ['set', async (m) => {
      await m.createQueryBuilder().relation(Folder, 'parent').of('a').set('root')
      await m.createQueryBuilder().relation(Folder, 'parent').of(await m.findOneBy(Folder, { id: 'b' })).set(await m.findOneBy(Folder, { id: 'root' }))
      return m.find(Folder, { order: { id: 'ASC' }, loadRelationIds: { relations: ['parent'] } })
    }],
    ['set null', async (m) => {
      await m.createQueryBuilder().relation(Folder, 'parent').of('b').set(null)
      return m.find(Folder, { order: { id: 'ASC' }, loadRelationIds: { relations: ['parent'] } })
    }],
    ['add', async (m) => {
      await m.createQueryBuilder().relation(Folder, 'folders').of('root').add(['b', 'c'])
      return m.find(Folder, { order: { id: 'ASC' }, loadRelationIds: { relations: ['parent'] } })
    }],
    ['remove', async (m) => {
      await m.createQueryBuilder().relation(Folder, 'folders').of('root').remove(['a', 'c'])
      return m.find(Folder, { order: { id: 'ASC' }, loadRelationIds: { relations: ['parent'] } })
    }],
    ['a changed relation', async (m) => {
      const folder = await m.findOneByOrFail(Folder, { id: 'c' })
      await m.createQueryBuilder().relation(Folder, 'parent').of(folder).set('b')
      return m.createQueryBuilder().relation(Folder, 'parent').of(folder).loadOne()
    }],
  ])('are what TypeORM gives on SQL: %s', async (_, scenario) => {
    const { sql, dynamo } = await both.compare(scenario)
    expect(dynamo).toEqual(sql)
  })

  it('asks when it is awaited, once', async () => {
    const player = await manager().findOneByOrFail(Player, { id: 'p1' })
    expect(sent()).toEqual(['GetItem'])
    await Promise.all([player.team, player.team])
    expect(await player.team).toBe(await player.team)
    expect(sent()).toEqual(['GetItem', 'GetItem', 'Query'])
  })

  it('follows the foreign key of an entity that was saved and not read', async () => {
    const player = manager().create(Player, { id: 'p2' })
    const team = await player.team
    expect(team?.id).toBe('red')
    expect(sent()).toEqual(['GetItem', 'GetItem', 'Query'])
  })

  it('fills ids of single relations without a request, and those of many by a Query for each', async () => {
    await manager().find(Player, {})
    expect(sent()).toEqual(['Scan'])
    both.opened.sent.clear()
    await manager().find(Team, {})
    expect(sent()).toEqual(['Scan', 'Query', 'Query'])
  })

  it('sets a foreign key by one UpdateItem', async () => {
    await manager().createQueryBuilder().relation(Folder, 'parent').of('a').set('c')
    expect(sent()).toEqual(['UpdateItem'])
  })
})
