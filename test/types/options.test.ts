import { Column, Entity, IsNull, MoreThan, PrimaryColumn } from 'typeorm'
import {
  BatchIncompleteError, Computed, ConditionFailedError, DynamoOrmError, EntityAlreadyExistsError, GlobalSecondaryIndex, LocalSecondaryIndex, OutcomeUnknownError, OutpacedError, ThrottledError,
  TransactionConflictError, TransactionFailedError, UniqueConstraintViolationError, UnsupportedError, withoutTransaction,
  type CancellationReason, type DynamoDataSource, type DynamoRepository, type TransactionLevel, type UnprocessedKey, type UnsupportedFeature,
} from '../../src/index.js'

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

class Followed {
  name: string
  // @ts-expect-error a computed column names properties of its class
  @Computed({ from: ['nothing'] }, () => 1) first: number
  // @ts-expect-error and is computed of it
  @Computed({ from: ['name'] }, (other: { age: number }) => other.age) second: number
  @Computed({ from: ['name'] }, ({ name }: Followed) => name.length) third: number
  @Computed({ from: ['name'] }, ({ name }) => name) fourth: string
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
  // @ts-expect-error and needs a key for each
  await people.manager.transactGet([[Person]])
  await dataSource.transaction('SERIALIZABLE', (manager) => manager.get(Person, '1'))
  await people.manager.transaction('REPEATABLE READ', (manager) => manager.get(Person, '1'))
  // @ts-expect-error a level that DynamoDB has nothing like
  await dataSource.transaction('SNAPSHOT', (manager) => manager.get(Person, '1'))
  // @ts-expect-error of managers neither
  await people.manager.transaction('SERIALISABLE', (manager) => manager.get(Person, '1'))
  // @ts-expect-error the callback's manager checks keys
  await dataSource.transaction((manager) => manager.check(Person, { nothing: 1 }))
  // @ts-expect-error and conditions
  await dataSource.transaction((manager) => manager.check(Person, '1', { visits: 'many' }))
  const levels: TransactionLevel[] = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']
  const outside: Person | null = await withoutTransaction(() => people.get(levels[0]!))
  const now: number = withoutTransaction(() => 1)
  // @ts-expect-error what is given back is what the work gives
  outside.name.trim()
  await people.deleteOne('1', { condition: { name: 'x' } })
  await people.updateExpression({ where: { id: '1' }, setValues: { name: 'x' }, condition: { visits: now } })
  await people.softDelete('1', { condition: 'visits > 1' })
  await people.recover(new Person(), { condition: { name: 'x' } })
  // @ts-expect-error a batch of deletions takes none
  await people.deleteMany(['1'], { condition: { name: 'x' } })
  // @ts-expect-error a condition of an expression has the entity's properties
  await people.updateExpression({ where: { id: '1' }, setValues: { name: 'x' }, condition: { nothing: 1 } })
  const { written, conflicts } = await people.manager.rebuildUnique(Person, { concurrency: 2 })
  const first: [number, string | undefined, string | undefined] = [written, conflicts[0]?.constraint, conflicts[0]?.keys[0]?.id]
  expect(first).toBeDefined()
  // @ts-expect-error the keys of entities
  expect(conflicts[0]?.keys[0]?.nothing).toBeDefined()
  // @ts-expect-error the manager checks as well
  await people.manager.update(Person, { where: { id: '1' }, setValues: { nothing: 1 } })
}

/** What the handler of an error finds on it. */
function handles(error: unknown): string | readonly string[] | undefined {
  if (error instanceof UniqueConstraintViolationError) return [error.constraint, ...error.properties]
  if (error instanceof ConditionFailedError) return error.stored?.id?.S
  if (error instanceof TransactionFailedError) {
    const reasons: readonly CancellationReason[] = error.reasons
    return reasons.flatMap(({ code, entity, operation, keyNames, stored }) => [code, entity, operation, ...keyNames, ...(stored?.id?.S === undefined ? [] : [stored.id.S])])
  }
  if (error instanceof BatchIncompleteError) {
    const keys: readonly UnprocessedKey[] = error.unwritten
    return keys.map(({ table }) => table)
  }
  if (error instanceof UnsupportedError) return error.feature satisfies UnsupportedFeature
  if (error instanceof EntityAlreadyExistsError || error instanceof TransactionConflictError || error instanceof ThrottledError || error instanceof OutcomeUnknownError || error instanceof OutpacedError) {
    const status: 409 | 429 | 503 = error.statusCode
    // @ts-expect-error only what failed by its condition has what is stored
    return [String(status), String(error.stored)]
  }
  return error instanceof DynamoOrmError ? error.code : undefined
}

test('wrong properties do not compile: the type check runs over this file', () => {
  expect(Compiled.name).toBe('Compiled')
  expect(Followed.name).toBe('Followed')
  expect(typeof compiles).toBe('function')
  expect(handles(new TransactionConflictError('Person'))).toEqual(['409', 'undefined'])
})
