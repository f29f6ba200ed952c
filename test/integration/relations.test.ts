import { AfterLoad, Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, OneToMany, OneToOne, PrimaryColumn, type EntityManager } from 'typeorm'
import { openBoth } from '../support/differential.js'
import { openWith } from '../support/openWith.js'
import { Pageable } from '../../src/index.js'

@Entity()
class Country {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) name: string
}

@Entity()
class Author {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) name: string
  @ManyToOne(() => Country) country: Country | null
  @OneToMany(() => Article, (article) => article.author) articles: Article[]
  @OneToOne(() => Profile, (profile) => profile.author) profile: Profile | null
  loadedWith: number | undefined
  @AfterLoad() count(): void {
    this.loadedWith = this.articles?.length
  }
}

@Entity()
class Profile {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) text: string
  @OneToOne(() => Author, (author) => author.profile) @JoinColumn() author: Author | null
}

@Entity()
class Article {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) title: string
  @Column({ type: 'int' }) stars: number
  @ManyToOne(() => Author, (author) => author.articles) author: Author | null
  @ManyToOne(() => Author) editor: Author | null
  @DeleteDateColumn() deletedAt: Date | null
}

const entities = [Country, Author, Profile, Article]

async function fill(manager: EntityManager): Promise<void> {
  const de = await manager.save(Object.assign(new Country(), { id: 'de', name: 'Germany' }))
  const authors = await manager.save(['a1', 'a2', 'a3'].map((id) => Object.assign(new Author(), { id, name: `Author ${id}`, country: id === 'a2' ? null : de })))
  await manager.save(Object.assign(new Profile(), { id: 'p1', text: 'about a1', author: authors[0] }))
  const article = (id: string, author: Author | null, stars: number): Article => Object.assign(new Article(), { id, title: `Title ${id}`, stars, author, editor: authors[1] })
  await manager.save([article('t1', authors[0]!, 3), article('t2', authors[0]!, 1), article('t3', authors[1]!, 2), article('t4', null, 5), article('t5', authors[0]!, 2)])
  await manager.softDelete(Article, { id: 't5' })
}

describe('relations', () => {
  let both: Awaited<ReturnType<typeof openBoth>>
  beforeAll(async () => {
    both = await openBoth(entities)
    await both.compare(fill)
  })
  afterAll(() => both.close())
  const sent = (): string[] => both.opened.sent.actions()
  beforeEach(() => both.opened.sent.clear())
  const manager = (): EntityManager => both.opened.dataSource.manager

  const byId = { order: { id: 'ASC' } } as const
  test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['many-to-one, null where there is none', (m) => m.find(Article, { ...byId, relations: { author: true } })],
    ['two relations to one entity', (m) => m.find(Article, { ...byId, relations: { author: true, editor: true } })],
    ['one-to-many, an empty list where there is none', (m) => m.find(Author, { order: { id: 'ASC', articles: { id: 'ASC' } }, relations: { articles: true } })],
    ['one-to-many, in an order', (m) => m.find(Author, { order: { id: 'ASC', articles: { stars: 'DESC' } }, relations: { articles: true } })],
    ['one-to-one from the side with the foreign key', (m) => m.find(Profile, { relations: { author: true } })],
    ['one-to-one from the other side', (m) => m.find(Author, { ...byId, relations: { profile: true } })],
    ['relations of relations', (m) => m.find(Article, { ...byId, relations: { author: { country: true, profile: true } } })],
    ['back to where they began', (m) => m.find(Article, { order: { id: 'ASC', author: { articles: { id: 'ASC' } } }, relations: { author: { articles: true } } })],
    ['soft-deleted ones with withDeleted', (m) => m.find(Author, { order: { id: 'ASC', articles: { id: 'ASC' } }, relations: { articles: true }, withDeleted: true, select: { id: true, name: true, articles: { id: true, title: true } } })],
    ['with a selection of both', (m) => m.find(Article, { ...byId, select: { id: true, author: { id: true, name: true } }, relations: { author: true } })],
    ['of one entity', (m) => m.findOne(Author, { where: { id: 'a1' }, relations: { profile: true, country: true } })],
    ['turned off by false', (m) => m.find(Article, { ...byId, relations: { author: false } })],
    ['ids of relations', (m) => m.find(Article, { ...byId, loadRelationIds: true })],
    ['ids of some relations', (m) => m.find(Author, { where: { id: 'a3' }, loadRelationIds: { relations: ['articles', 'country'] } })],
  ])('are what TypeORM gives on SQL: %s', async (_, scenario) => {
    const { sql, dynamo } = await both.compare(scenario)
    expect(dynamo).toEqual(sql)
    expect(JSON.stringify(dynamo)).not.toBe('[]')
  })

  it('loads each to-one relation of a result by one BatchGetItem for the distinct keys', async () => {
    const found = await manager().find(Article, { relations: { author: true, editor: true } })
    expect(found).toHaveLength(4)
    expect(sent().toSorted()).toEqual(['BatchGetItem', 'GetItem', 'Scan'])
    const batch = both.opened.sent.requests.find((request) => request.action === 'BatchGetItem')!
    expect(Object.values(batch.input.RequestItems as Record<string, { Keys: unknown[] }>)[0]!.Keys).toHaveLength(2)
  })

  it('loads what belongs to an entity by one Query for each, of the index over the foreign key', async () => {
    await manager().find(Author, { relations: { articles: true } })
    expect(sent().toSorted()).toEqual(['Query', 'Query', 'Query', 'Scan'])
    expect(both.opened.sent.requests.filter((request) => request.action === 'Query').map((request) => request.input.IndexName)).toEqual(['authorIndex', 'authorIndex', 'authorIndex'])
  })

  it('asks for nothing where nothing is related', async () => {
    await manager().findOne(Article, { where: { id: 't4' }, relations: { author: true } })
    expect(sent()).toEqual(['GetItem'])
  })

  it('loads level by level', async () => {
    await manager().find(Article, { where: { id: 't1' }, relations: { author: { country: true, profile: true } } })
    expect(sent().toSorted()).toEqual(['GetItem', 'GetItem', 'GetItem', 'Query'])
  })

  it('gives instances, one for what several lead to, announced when what belongs to them is there', async () => {
    const found = await manager().find(Article, { where: { id: 't1' }, relations: { author: { articles: true } } })
    const author = found[0]!.author!
    expect(author).toBeInstanceOf(Author)
    expect(author.articles[0]).toBeInstanceOf(Article)
    expect(author.loadedWith).toBe(2)
    const all = await manager().find(Article, { relations: { author: true }, order: { id: 'ASC' } })
    expect(all[0]!.author).toBe(all[1]!.author)
  })

  it('leaves what was not asked for undefined', async () => {
    const [article] = await manager().find(Article, { where: { id: 't1' } })
    expect(article!.author).toBeUndefined()
  })

  it('loads for pages and while iterating', async () => {
    const repository = both.opened.dataSource.getRepository(Article)
    const page = await repository.findPage({ where: { author: { id: 'a1' } }, relations: { author: true } }, Pageable.of(0, 10))
    expect(page.content.map((article) => article.author?.name)).toEqual(['Author a1', 'Author a1'])
    const names: string[] = []
    for await (const article of repository.iterate({ relations: { author: true } })) names.push(article.author?.name ?? 'none')
    expect(names.join()).toMatch(/none/)
    expect(names).toHaveLength(4)
    expect(names.filter((name) => name === 'Author a1')).toHaveLength(2)
  })

  it('reads what a foreign key selects by the index over it', async () => {
    await manager().find(Article, { where: { author: { id: 'a1' } } })
    expect(sent()).toEqual(['Query'])
    expect(both.opened.sent.requests[0]!.input.IndexName).toBe('authorIndex')
  })

  it('refuses relations that are not there, and orders by a single related entity', async () => {
    await expect(manager().find(Article, { relations: { nothing: true } as never })).rejects.toThrow('nothing')
    await expect(manager().find(Article, { relations: { author: true }, order: { author: { name: 'ASC' } } })).rejects.toThrow('Article.author: this driver does not support orders by a related entity. Sort what was found, or store the property in the entity as well.')
    await expect(manager().find(Article, { order: { author: { name: 'ASC' } } })).rejects.toThrow('joins')
  })
})

describe('a foreign key', () => {
  it('has an index where the other side follows it back, and only there', async () => {
    const { dataSource } = await openWith(entities)
    const driver = dataSource.driver as unknown as { storesOf(table: string): { model: { indexes: { name: string; complete: boolean }[] } }[] }
    const indexes = (entity: Function): string[] => driver.storesOf(dataSource.getMetadata(entity).tablePath)[0]!.model.indexes.map((index) => index.name)
    expect(indexes(Article)).toEqual(['authorIndex'])
    expect(indexes(Author)).toEqual([])
    expect(indexes(Profile)).toEqual(['authorIndex'])
    await dataSource.destroy()
  })
})
