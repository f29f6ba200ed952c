import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { Add, Remove, type DynamoEntityManager, type PagingAndSortingRepository } from '../../src/index.js'
import type { OpenedSource } from './openWith.js'

/** What the entities of these tests have besides their key. */
export interface Parts {
  a: string | null
  b: string | null
  c: string | null
  n: number | null
  other: string | null
}

export interface IntegrityKey {
  readonly pk: string
  readonly sk: string
}

/** Gives the item of a key some values; `before` is what it is then. */
export type IntegrityWrite = (values: Partial<Parts>, before: Parts) => Promise<unknown>

/** The same change said by operators: of what is removed, and of numbers. */
const byOperators = (values: Partial<Parts>, before: Parts): ObjectLiteral => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? Remove() : typeof value === 'number' ? Add(value - (before.n ?? 0)) : value]))

/** The same, with null for what is removed. */
const byAdditions = (values: Partial<Parts>, before: Parts): ObjectLiteral => ({ ...values, ...(typeof values.n === 'number' ? { n: Add(values.n - (before.n ?? 0)) } : {}) })

/** Every public way to give an item values, leaving everything else as it is. */
export function integrityWrites<Entity extends ObjectLiteral>(opened: () => OpenedSource, target: EntityTarget<Entity>, key: IntegrityKey): Readonly<Record<string, IntegrityWrite>> {
  const repository = (): PagingAndSortingRepository<ObjectLiteral> => opened().dataSource.getRepository(target) as unknown as PagingAndSortingRepository<ObjectLiteral>
  const entity = (values: Partial<Parts>, before: Parts): ObjectLiteral => repository().create({ ...key, ...before, ...values }) as ObjectLiteral
  const inTransaction = (run: (manager: DynamoEntityManager) => Promise<unknown>): Promise<unknown> => opened().dataSource.transaction((manager) => run(manager as DynamoEntityManager))
  return {
    put: (values, before) => repository().put(entity(values, before)),
    putOne: (values, before) => repository().putOne(entity(values, before)),
    putMany: (values, before) => repository().putMany([entity(values, before)]),
    batchWrite: (values, before) => repository().batchWrite([{ type: 'PutRequest', item: entity(values, before) }]),
    save: (values, before) => repository().save(entity(values, before)),
    'put under a condition': (values, before) => repository().put(entity(values, before), { condition: { other: before.other } }),
    'save under a condition': (values, before) => repository().save(entity(values, before), { condition: { other: before.other, ...(before.a === null ? {} : { a: before.a }) } }),
    'update under a condition': (values, before) => repository().update(key, values, { condition: { other: before.other } }),
    'save of a part': (values) => repository().save({ ...key, ...values }),
    'save without a transaction': (values, before) => repository().save(entity(values, before), { transaction: false }),
    insert: async (values, before) => {
      await repository().deleteOne(key)
      await repository().insert(entity(values, before))
    },
    upsert: (values) => repository().upsert({ ...key, ...values }, ['pk', 'sk']),
    'update by key': (values) => repository().update(key, values),
    'update by criteria': (values, before) => repository().update({ pk: key.pk, other: before.other }, values),
    updateExpression: (values) => repository().updateExpression({ where: key, setValues: values }),
    'manager.update': (values) => (opened().dataSource.manager as DynamoEntityManager).update(target, { where: key, setValues: values } as never),
    'query builder': (values) => repository().createQueryBuilder().update().set(values).where(key).execute(),
    'in a transaction': (values) => inTransaction((manager) => manager.update(target, key as never, values as never)),
    'put in a transaction': (values, before) => inTransaction((manager) => manager.put(target, entity(values, before) as Entity)),
    'save in a transaction': (values, before) => inTransaction((manager) => manager.save(entity(values, before))),
    'upsert in a transaction': (values) => inTransaction((manager) => manager.upsert(target, { ...key, ...values } as never, ['pk', 'sk'])),
    'upsert by operators': (values, before) => repository().upsert({ ...key, ...byAdditions(values, before) }, ['pk', 'sk']),
    'update by operators': (values, before) => repository().update(key, byOperators(values, before)),
    'update by operators in a transaction': (values, before) => inTransaction((manager) => manager.update(target, key as never, byOperators(values, before) as never)),
    'updateExpression by operators': (values, before) => repository().updateExpression({ where: key, setValues: byOperators(values, before) }),
    'query builder by operators': (values, before) => repository().createQueryBuilder().update().set(byOperators(values, before)).where(key).execute(),
    'updates one after the other in a transaction': (values) => inTransaction(async (manager) => {
      for (const [name, value] of Object.entries(values)) await manager.update(target, key as never, { [name]: value } as never)
    }),
  }
}
