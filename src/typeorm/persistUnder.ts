import type { DataSource } from 'typeorm'
import { ConditionFailedError } from '../errors/ConditionFailedError.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { Condition } from '../expressions/Condition.js'
import { evaluateCondition } from '../expressions/evaluateCondition.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import { refuseCondition, writeCondition } from './criteria/fromCondition.js'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'
import type { EntityStore } from './EntityStore.js'
import { givenEntities, keyInMemory, type PersistMethod } from './persistedEntities.js'
import { addWrite } from './writeEntity.js'

interface Demand {
  readonly store: EntityStore
  /** Undefined of an entity whose key is made by the write: nothing is stored then. */
  readonly key: Key | undefined
  readonly condition: Condition
}

/**
 * Runs a write of TypeORM's under its option `condition`: each of the given entities is checked in the transaction that writes
 * them, and a check becomes one with the write of the same item. Where nothing is written, what the write has read is checked.
 *
 * @throws ConditionFailedError when the condition does not hold of what is stored. Nothing has been written then.
 */
export async function persistUnder<T>(runner: DynamoQueryRunner, dataSource: DataSource, method: PersistMethod, args: readonly unknown[], write: () => Promise<T>): Promise<T> {
  const demands = demandsOf(runner, dataSource, method, args)
  if (demands.length === 0) return write()
  const isOwn = !runner.isTransactionActive
  if (isOwn) await runner.startTransaction()
  try {
    for (const { store, key, condition } of demands) {
      if (key !== undefined) await addWrite(runner, { kind: 'check', table: store.model.table, entity: store.model.entity, key, condition })
      else if (!evaluateCondition(condition, {})) throw failed(store, undefined)
    }
    const result = await write()
    if (!isOwn) return result
    if (runner.buffer.plans.every(({ kind }) => kind === 'check')) {
      for (const { store, key, condition } of demands) mustHold(store, condition, key === undefined ? undefined : runner.recall(store, key))
      runner.buffer.clear()
    }
    await runner.commitTransaction()
    return result
  } catch (error) {
    if (isOwn) await runner.rollbackTransaction()
    throw error
  }
}

function demandsOf({ driver }: DynamoQueryRunner, dataSource: DataSource, method: PersistMethod, args: readonly unknown[]): Demand[] {
  const { entities, options } = givenEntities(dataSource, args)
  const { condition: given, transaction } = (options ?? {}) as { readonly condition?: unknown; readonly transaction?: boolean }
  if (given === undefined) return []
  const name = entities[0]?.[1].name ?? 'An entity'
  if (method === 'insert' || method === 'upsert') refuseCondition(name, options, `${method}() takes no condition. Use put() or save(), and IsNull() for what may be absent.`)
  if (transaction === false) throw new InvalidQueryError(`${name}: ${method}() under a condition writes all or nothing. Leave transaction: false out.`, { entity: name, code: 'query.condition' })
  return entities.map(([entity, metadata]) => {
    const store = driver.store(metadata)
    return { store, key: keyInMemory(entity, store), condition: writeCondition(store, given, driver.options)! }
  })
}

function mustHold(store: EntityStore, condition: Condition, stored: Item | undefined): void {
  if (!evaluateCondition(condition, stored ?? {})) throw failed(store, stored)
}

const failed = ({ metadata, model }: EntityStore, stored: Item | undefined): ConditionFailedError => new ConditionFailedError({ entity: metadata.name, keyNames: model.identityNames, stored })
