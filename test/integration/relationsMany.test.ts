import { Column, Entity, JoinTable, ManyToMany, PrimaryColumn, RelationId, type EntityManager } from 'typeorm'
import { EntityAlreadyExistsError } from '../../src/index.js'
import { openBoth } from '../support/differential.js'

@Entity()
class Tag {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) name: string
  @ManyToMany(() => Post, (post) => post.tags) posts: Post[]
}

@Entity()
class Post {
  @PrimaryColumn({ type: 'int' }) id: number
  @Column({ type: 'varchar' }) title: string
  @ManyToMany(() => Tag, (tag) => tag.posts, { cascade: true }) @JoinTable() tags: Tag[]
  @ManyToMany(() => Tag) @JoinTable({ name: 'hidden_tags', joinColumn: { name: 'post' }, inverseJoinColumn: { name: 'tag' } }) hidden: Tag[]
  @ManyToMany(() => Post, (post) => post.linkedBy) @JoinTable() links: Post[]
  @ManyToMany(() => Post, (post) => post.links) linkedBy: Post[]
}

@Entity()
class Member {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToMany(() => Club, (club) => club.members, { eager: true }) @JoinTable() clubs: Club[]
  @RelationId((member: Member) => member.clubs) clubIds: string[]
}

@Entity()
class Club {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @ManyToMany(() => Member, (member) => member.clubs) members: Promise<Member[]>
}

const entities = [Tag, Post, Member, Club]
const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)

async function fill(manager: EntityManager): Promise<void> {
  const [red, blue, green] = await manager.save(['red', 'blue', 'green'].map((id) => make(Tag, { id, name: id.toUpperCase() })))
  const first = await manager.save(make(Post, { id: 1, title: 'one', tags: [red, blue], hidden: [green] }))
  await manager.save(make(Post, { id: 2, title: 'two', tags: [red], links: [first] }))
  await manager.save(make(Post, { id: 3, title: 'three' }))
  const clubs = await manager.save([make(Club, { id: 'chess' }), make(Club, { id: 'golf' })])
  await manager.save([make(Member, { id: 'm1', clubs }), make(Member, { id: 'm2', clubs: [clubs[0]!] })])
}

const state = (manager: EntityManager): Promise<unknown> => manager.find(Post, { order: { id: 'ASC', tags: { id: 'ASC' } }, relations: { tags: true } })

describe('many-to-many relations', () => {
  let both: Awaited<ReturnType<typeof openBoth>>
  beforeEach(async () => {
    both = await openBoth(entities)
    await both.compare(fill)
    both.opened.sent.clear()
  })
  afterEach(() => both.close())
  const manager = (): EntityManager => both.opened.dataSource.manager
  const sent = (): string[] => both.opened.sent.requests.map((request) => [request.action, request.input.IndexName].join(' ').trim())

  test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['from the side with the table', state],
    ['from the other side', (m) => m.find(Tag, { order: { id: 'ASC', posts: { id: 'ASC' } }, relations: { posts: true } })],
    ['in a table with names of its own', (m) => m.find(Post, { order: { id: 'ASC' }, relations: { hidden: true } })],
    ['of an entity with itself', (m) => m.find(Post, { order: { id: 'ASC' }, relations: { links: true, linkedBy: true } })],
    ['eager and as ids', (m) => m.find(Member, { order: { id: 'ASC' } }).then((found) => found.map((one) => [one.clubs.map((club) => club.id).toSorted((a, b) => a.localeCompare(b)), one.clubIds.toSorted((a, b) => a.localeCompare(b))]))],
    ['lazy', async (m) => (await (await m.findOneByOrFail(Club, { id: 'golf' })).members).map((member) => member.id)],
    ['ids', (m) => m.find(Post, { where: { id: 2 }, loadRelationIds: true })],
    ['saved with new entities by cascade', async (m) => {
      await m.save(make(Post, { id: 4, title: 'four', tags: [make(Tag, { id: 'new', name: 'NEW' }), make(Tag, { id: 'red', name: 'RED' })] }))
      return state(m)
    }],
    ['added and taken away by save', async (m) => {
      const post = await m.findOneOrFail(Post, { where: { id: 1 }, relations: { tags: true } })
      post.tags = [...post.tags.filter((tag) => tag.id !== 'red'), await m.findOneByOrFail(Tag, { id: 'green' })]
      await m.save(post)
      return state(m)
    }],
    ['changed from the other side by save', async (m) => {
      const tag = await m.findOneOrFail(Tag, { where: { id: 'red' }, relations: { posts: true } })
      tag.posts = [await m.findOneByOrFail(Post, { id: 3 })]
      await m.save(tag)
      return state(m)
    }],
    ['emptied by save', async (m) => {
      await m.save(make(Post, { id: 1, tags: [] }))
      return state(m)
    }],
    ['left alone by save where undefined', async (m) => {
      await m.save(make(Post, { id: 1, title: 'changed' }))
      return state(m)
    }],
    ['removed with an entity', async (m) => {
      await m.remove(await m.findOneByOrFail(Post, { id: 2 }))
      return [await state(m), await m.find(Tag, { order: { id: 'ASC', posts: { id: 'ASC' } }, relations: { posts: true } })]
    }],
    ['added, removed and loaded by a relation builder', async (m) => {
      await m.createQueryBuilder().relation(Post, 'tags').of(3).add(['red', 'blue'])
      await m.createQueryBuilder().relation(Post, 'tags').of(1).remove('red')
      await m.createQueryBuilder().relation(Tag, 'posts').of('green').addAndRemove([1], [2])
      return [await state(m), (await m.createQueryBuilder().relation(Post, 'tags').of(3).loadMany<Tag>()).map((tag) => tag.id).toSorted((a, b) => a.localeCompare(b))]
    }],
  ])('are what TypeORM gives on SQL: %s', async (_, scenario) => {
    const { sql, dynamo } = await both.compare(scenario)
    expect(dynamo).toEqual(sql)
    expect(JSON.stringify(dynamo)).not.toBe('[]')
  })

  it('are loaded by a Query of the junction table for each, and one BatchGetItem of what they lead to', async () => {
    await manager().find(Post, { relations: { tags: true } })
    expect(sent()).toEqual(['Scan', 'Query', 'Query', 'Query', 'BatchGetItem'])
    both.opened.sent.clear()
    await manager().findOne(Tag, { where: { id: 'red' }, relations: { posts: true } })
    expect(sent()).toEqual(['GetItem', 'Query tagIdIndex', 'BatchGetItem'])
  })

  it('are saved in the transaction of the entity', async () => {
    await manager().save(make(Post, { id: 9, title: 'nine', hidden: [make(Tag, { id: 'red', name: 'RED' })] }))
    expect(sent().at(-1)).toBe('TransactWriteItems')
    const writes = both.opened.sent.requests.at(-1)!.input.TransactItems as object[]
    expect(writes).toHaveLength(2)
  })

  it('refuse a pair that is there already', async () => {
    await expect(manager().createQueryBuilder().relation(Post, 'tags').of(1).add('red')).rejects.toThrow(EntityAlreadyExistsError)
  })
})
