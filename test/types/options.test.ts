import { Column, Entity, IsNull, MoreThan, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex, LocalSecondaryIndex, type DynamoDataSource, type DynamoRepository } from '../../src/index.js'

// What the compiler refuses: each line below fails the type check when it stops doing so.

// @ts-expect-error an index names properties of the entity
@GlobalSecondaryIndex({ name: 'wrong', partitionKey: 'nothing' })
// @ts-expect-error each of them
@GlobalSecondaryIndex({ name: 'wrong', partitionKey: 'name', sortKey: ['id', 'nothing'] })
// @ts-expect-error those of its projection too
@GlobalSecondaryIndex({ name: 'wrong', partitionKey: 'name', projection: ['nothing'] })
// @ts-expect-error and of a local index
@LocalSecondaryIndex({ name: 'wrong', sortKey: 'nothing' })
@GlobalSecondaryIndex({ name: 'right', partitionKey: 'name', sortKey: ['id', 'home.city'], projection: ['visits'] })
@LocalSecondaryIndex({ name: 'right', sortKey: 'bio' })
class Compiled {
  id: string
  name: string
  bio?: string
  visits: number
  home: { city: string }
}

@Entity()
class Person {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column() visits: number
}

/** Never called: it only has to compile. */
async function compiles(people: DynamoRepository<Person>, dataSource: DynamoDataSource): Promise<void> {
  await dataSource.transaction((manager) => manager.check(Person, '1', { name: 'x' }))
  await dataSource.createQueryRunner().manager.check(Person, '1')
  await people.get('1')
  await people.get({ id: '1' })
  // @ts-expect-error a key has properties of the entity
  await people.get({ nothing: '1' })
  // @ts-expect-error a where too
  await people.find({ where: { nothing: 1 } })
  // @ts-expect-error with their types
  await people.find({ where: { visits: 'many' } })
  await people.updateExpression({ where: { id: '1' }, setValues: { name: 'x' }, addValues: { visits: 1 } })
  // @ts-expect-error what is set is a property
  await people.updateExpression({ where: { id: '1' }, setValues: { nothing: 'x' } })
  // @ts-expect-error of its type
  await people.updateExpression({ where: { id: '1' }, setValues: { name: 1 } })
  // @ts-expect-error what is added to is a number or a set
  await people.updateExpression({ where: { id: '1' }, addValues: { name: 'x' } })
  // @ts-expect-error deletes take keys
  await people.deleteMany([{ nothing: 1 }])
  await people.put(new Person(), { condition: { name: 'x' } })
  await people.save({ id: '1', visits: 2 }, { condition: [{ visits: MoreThan(1) }, { name: IsNull() }], listeners: false })
  await people.save([{ id: '1' }], { condition: 'visits > 1' })
  await people.update('1', { visits: 2 }, { condition: { name: 'x' }, returning: '*' })
  await people.delete({ id: '1' }, { condition: { name: 'x' } })
  await people.remove(new Person(), { condition: { name: 'x' } })
  await people.manager.save(Person, { id: '1' }, { condition: { name: 'x' } })
  await people.manager.transaction((manager) => manager.check(Person, '1', { name: 'x' }))
  // @ts-expect-error a condition is a where
  await people.put(new Person(), { condition: { nothing: 1 } })
  // @ts-expect-error of every write
  await people.save({ id: '1' }, { condition: { nothing: 1 } })
  // @ts-expect-error with its types
  await people.update('1', { visits: 2 }, { condition: { name: 1 } })
  // @ts-expect-error of deletes
  await people.delete('1', { condition: { visits: 'many' } })
  // @ts-expect-error and removals
  await people.remove(new Person(), { condition: { nothing: 1 } })
  // @ts-expect-error of the manager
  await people.manager.save(new Person(), { condition: { nothing: 1 } })
  // @ts-expect-error and of checks
  await people.check('1', { nothing: 1 })
  // @ts-expect-error what is inserted must not be there, whatever it is
  await people.insert({ id: '1' }, { condition: { name: 'x' } })
  // @ts-expect-error a batch takes none
  await people.putMany([], { condition: { name: 'x' } })
  const [person, compiled, again] = await people.manager.transactGet([[Person, '1'], [Compiled, { id: '1' }], [Person, { id: '2' }]])
  const found: [Person | null, Compiled | null, Person | null] = [person, compiled, again]
  // @ts-expect-error what is found may not be there
  found[0].name.trim()
  // @ts-expect-error each place is of its own entity
  expect(compiled?.deletedAt).toBe(1)
  // @ts-expect-error and its key has that entity's properties
  await people.manager.transactGet([[Person, '1'], [Person, { home: 'x' }]])
  // @ts-expect-error the manager checks as well
  await people.manager.update(Person, { where: { id: '1' }, setValues: { nothing: 1 } })
}

test('wrong properties do not compile: the type check runs over this file', () => {
  expect(Compiled.name).toBe('Compiled')
  expect(typeof compiles).toBe('function')
})
