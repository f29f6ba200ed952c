import { Column, DeleteDateColumn, Entity, ManyToMany, JoinTable, ManyToOne, OneToMany, PrimaryColumn, type EntityManager, type SelectQueryBuilder } from 'typeorm'
import { openBoth } from '../support/differential.js'

@Entity()
class Owner {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'varchar' }) name: string
  @OneToMany(() => Pet, (pet) => pet.owner) pets: Pet[]
}

@Entity()
class Trick {
  @PrimaryColumn({ type: 'varchar' }) id: string
}

@Entity()
class Pet {
  @PrimaryColumn({ type: 'varchar' }) id: string
  @Column({ type: 'int' }) age: number
  @ManyToOne(() => Owner, (owner) => owner.pets) owner: Owner | null
  @ManyToOne(() => Owner) vet: Owner | null
  @ManyToMany(() => Trick) @JoinTable() tricks: Trick[]
  @DeleteDateColumn() deletedAt: Date | null
}

const entities = [Owner, Pet, Trick]
const make = <T extends object>(type: new () => T, values: object): T => Object.assign(new type(), values)

async function fill(manager: EntityManager): Promise<void> {
  const [ann, bob] = await manager.save(['ann', 'bob', 'eve'].map((id) => make(Owner, { id, name: id.toUpperCase() })))
  const [sit, roll] = await manager.save(['sit', 'roll'].map((id) => make(Trick, { id })))
  await manager.save([
    make(Pet, { id: 'cat', age: 3, owner: ann, tricks: [] }),
    make(Pet, { id: 'dog', age: 5, owner: ann, vet: bob, tricks: [sit, roll] }),
    make(Pet, { id: 'fish', age: 1, tricks: [] }),
    make(Pet, { id: 'pig', age: 9, owner: bob, tricks: [sit] }),
    make(Pet, { id: 'rat', age: 2, owner: bob, tricks: [sit], deletedAt: new Date(0) }),
  ])
}

describe('joins of a query builder', () => {
  let both: Awaited<ReturnType<typeof openBoth>>
  beforeAll(async () => {
    both = await openBoth(entities)
    await both.compare(fill)
  })
  afterAll(() => both.close())
  beforeEach(() => both.opened.sent.clear())
  const pets = (manager: EntityManager): SelectQueryBuilder<Pet> => manager.createQueryBuilder(Pet, 'pet').orderBy('pet.id')
  const owners = (manager: EntityManager): SelectQueryBuilder<Owner> => manager.createQueryBuilder(Owner, 'owner').orderBy('owner.id')
  const mine = (): SelectQueryBuilder<Pet> => pets(both.opened.dataSource.manager)

  test.each<[string, (manager: EntityManager) => Promise<unknown>]>([
    ['leftJoinAndSelect of one', (m) => pets(m).leftJoinAndSelect('pet.owner', 'owner').getMany()],
    ['leftJoinAndSelect of many', (m) => owners(m).leftJoinAndSelect('owner.pets', 'pet').addOrderBy('pet.age', 'DESC').getMany()],
    ['leftJoinAndSelect of pairs', (m) => pets(m).leftJoinAndSelect('pet.tricks', 'trick').addOrderBy('trick.id').getMany()],
    ['joins of joins', (m) => owners(m).leftJoinAndSelect('owner.pets', 'pet').leftJoinAndSelect('pet.vet', 'vet').leftJoinAndSelect('pet.tricks', 'trick').addOrderBy('pet.id').addOrderBy('trick.id').getMany()],
    ['innerJoinAndSelect of one', (m) => pets(m).innerJoinAndSelect('pet.owner', 'owner').getMany()],
    ['innerJoinAndSelect of many', (m) => owners(m).innerJoinAndSelect('owner.pets', 'pet').addOrderBy('pet.id').getMany()],
    ['an inner join of a left join', (m) => owners(m).leftJoinAndSelect('owner.pets', 'pet').innerJoinAndSelect('pet.vet', 'vet').getMany()],
    ['an inner join with skip and take', (m) => pets(m).innerJoinAndSelect('pet.owner', 'owner').skip(1).take(1).getMany()],
    ['an inner join, counted', (m) => pets(m).innerJoinAndSelect('pet.owner', 'owner').take(1).getManyAndCount()],
    ['an inner join, found to be empty', (m) => pets(m).innerJoinAndSelect('pet.vet', 'vet').where('pet.age < 4').getExists()],
    ['with a where on the main entity', (m) => pets(m).leftJoinAndSelect('pet.owner', 'owner').where('pet.age > :age', { age: 2 }).getMany()],
    ['with a selection of the joined', (m) => pets(m).leftJoin('pet.owner', 'owner').addSelect(['owner.id', 'owner.name']).getMany()],
    ['with soft-deleted ones', (m) => owners(m).withDeleted().leftJoinAndSelect('owner.pets', 'pet').addOrderBy('pet.id').select(['owner.id', 'pet.id']).getMany()],
    ['ids in a property', (m) => pets(m).loadRelationIdAndMap('pet.ownerId', 'pet.owner').getMany()],
    ['all ids', (m) => pets(m).where({ id: 'dog' }).loadAllRelationIds({ relations: ['owner', 'vet'] }).getMany()],
    ['preload', async (m) => m.preload(Pet, { id: 'cat', age: 4, owner: { id: 'bob' } })],
    ['one', (m) => pets(m).leftJoinAndSelect('pet.owner', 'owner').where({ id: 'dog' }).getOne()],
  ])('load what TypeORM gives on SQL: %s', async (_, scenario) => {
    const { sql, dynamo } = await both.compare(scenario)
    expect(dynamo).toEqual(sql)
    expect(JSON.stringify(dynamo)).not.toBe('[]')
  })

  it('are requests as of relations', async () => {
    await mine().leftJoinAndSelect('pet.owner', 'owner').getMany()
    expect(both.opened.sent.actions()).toEqual(['Scan', 'BatchGetItem'])
  })

  it('count relations on neither line', async () => {
    const counted = mine() as unknown as { loadRelationCountAndMap?: (property: string, relation: string) => SelectQueryBuilder<Pet> }
    await expect(Promise.resolve().then(() => counted.loadRelationCountAndMap!('pet.count', 'pet.tricks').getMany())).rejects.toThrow(counted.loadRelationCountAndMap === undefined ? 'not a function' : 'counts of relations')
  })

  it('are refused where they are anything else', async () => {
    expect(() => mine().leftJoinAndSelect('pet.owner', 'owner', 'owner.name = :name', { name: 'ANN' })).toThrow('joins')
    expect(() => mine().innerJoin(Owner, 'owner')).toThrow('joins')
    expect(() => mine().leftJoinAndMapOne('pet.other', 'pet.owner', 'owner')).toThrow('joins')
    await expect(mine().leftJoin('pet.owner', 'owner').getMany()).rejects.toThrow('Pet.owner: this driver does not support joins. Load a relation by `relations`, or by leftJoinAndSelect() or innerJoinAndSelect() without a condition.')
    await expect(mine().leftJoinAndSelect('pet.owner', 'owner').addOrderBy('owner.name').getMany()).rejects.toThrow('orders by a related entity')
    await expect(mine().leftJoinAndSelect('pet.owner', 'owner').getRawMany()).rejects.toThrow('joins')
    await expect(mine().leftJoinAndSelect('pet.owner', 'owner').where('owner.name = :name', { name: 'ANN' }).getMany()).rejects.toThrow('owner')
  })
})
