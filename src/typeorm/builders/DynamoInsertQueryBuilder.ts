import { InsertQueryBuilder, type ObjectLiteral } from 'typeorm'
import { inParallel } from '../../client/inParallel.js'
import { UniqueConstraintViolationError } from '../../errors/UniqueConstraintViolationError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import { epochSeconds, unlessExpired } from '../../planner/notExpired.js'
import { updateKnowledge } from '../../transactions/updateKnowledge.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import { counted } from '../../vocabulary/counted.js'
import type { EntityStore } from '../EntityStore.js'
import { assignValues, drawNumbers, generateValues, valueAt, withComputedValues, withValues, type GeneratedValues } from '../generateValues.js'
import { performTogether } from '../performTogether.js'
import { refusalError } from '../refusalError.js'
import { endFor, issuesOf } from '../validateEntity.js'
import { performChange, storedIn } from '../writeEntity.js'
import { madeOfNothing } from '../operatorAction.js'
import { operatorsOf, upsertEntity } from '../upsertEntity.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { queryResult } from './queryResult.js'
import { storedRow } from './rawRows.js'
import { returningColumns } from './returningColumns.js'

/** What an insert does where the item exists already. */
type OnConflict = { readonly kind: 'fail' } | { readonly kind: 'ignore' } | { readonly kind: 'update'; readonly columns: readonly string[] }

/** TypeORM's insert builder, writing conditional puts. */
export class DynamoInsertQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(InsertQueryBuilder)<Entity> {
  protected work(): Work {
    const { store } = this
    const valueSets = this.getValueSets()
    const conflict = this.conflict()
    if ((this.expressionMap as { insertFromSelect?: unknown }).insertFromSelect !== undefined) throw new UnsupportedError('INSERT ... SELECT', store.metadata.name)
    const columns = returningColumns(store, this.expressionMap.returning)
    if (columns !== undefined && conflict.kind !== 'fail') throw new UnsupportedError('RETURNING of these writes', store.metadata.name)
    for (const values of valueSets) refuseExpressions(store, values)
    // TypeORM's own persistence calls listeners itself and brings its own transaction.
    const atomic = this.expressionMap.callListeners && conflict.kind === 'fail'
    return new Work(this.title, async (runner) => {
      const rows = await insertAll(runner, store, valueSets.map((values) => this.withoutOthers(values)), conflict, atomic, columns)
      if (conflict.kind === 'update') learnVersions(runner, store, valueSets)
      return queryResult({ raw: rows, records: rows, affected: rows.length })
    })
  }

  protected details(): string {
    const { length } = this.getValueSets()
    return ` ${counted(length, 'item')}`
  }

  /** The values without columns that are not inserted. */
  private withoutOthers(values: ObjectLiteral): ObjectLiteral {
    const named = this.expressionMap.insertColumns
    const left = this.store.model.attributes.filter((attribute) => !attribute.insertable || (named.length > 0 && !named.includes(attribute.property) && attribute.generated === undefined))
    return withValues(values, left.map((attribute) => [attribute, undefined] as const))
  }

  private conflict(): OnConflict {
    const { onUpdate, onIgnore } = this.expressionMap
    if (onIgnore) return { kind: 'ignore' }
    if (onUpdate === undefined) return { kind: 'fail' }
    const { store } = this
    const target = [onUpdate.conflict ?? store.model.identityNames].flat()
    const isKey = target.length === store.model.identityNames.length && target.every((name) => store.model.identityNames.includes(name))
    const extra = onUpdate as { overwriteCondition?: unknown[]; indexPredicate?: unknown; skipUpdateIfNoValuesChanged?: unknown }
    if (!isKey || (extra.overwriteCondition?.length ?? 0) > 0 || extra.indexPredicate !== undefined || extra.skipUpdateIfNoValuesChanged) throw new UnsupportedError('ON CONFLICT', store.metadata.name)
    return { kind: 'update', columns: onUpdate.overwrite ?? (onUpdate as { columns?: string[] }).columns ?? [] }
  }
}

type Row = Record<string, unknown>
const rowOf = (generated: GeneratedValues): Row => Object.fromEntries(generated.map(([attribute, value]) => [attribute.name, value]))

async function insertAll(runner: DynamoQueryRunner, store: EntityStore, valueSets: readonly ObjectLiteral[], conflict: OnConflict, atomic: boolean, columns: readonly AttributeModel[] | undefined): Promise<Row[]> {
  const rows: Row[] = []
  const prepared = await Promise.all(
    valueSets.map(async (given, position) => {
      const operators = conflict.kind === 'update' ? operatorsOf(store, given) : undefined
      const values = operators === undefined ? given : withValues(given, [...operators].map(([attribute, operator]) => [attribute, madeOfNothing(store, attribute, operator)] as const))
      const generated = withComputedValues(store, values, [...generateValues(store.model, values, runner.driver.now()), ...(await drawNumbers(store.model, values, runner.driver.nextNumber(store)))])
      const entity = withValues(values, generated)
      rows[position] = columns === undefined ? rowOf(generated) : storedRow(columns, store.codec.encode(entity))
      return { entity, generated, operators, position }
    }),
  )
  if (store.model.validation !== undefined) {
    const placeOf = (runner.isTransactionActive ? runner.faults?.placeOf : undefined) ?? ((_store: EntityStore, _entity: object, position: number) => (prepared.length > 1 ? position : undefined))
    const issues = await Promise.all(prepared.map(({ entity, position }) => issuesOf(store, entity, { index: placeOf(store, entity, position) })))
    if (endFor(runner, issues.flat())) return rows
  }
  if (atomic && prepared.length > 1 && !runner.isTransactionActive) {
    const outcome = await performTogether(runner, prepared.map(({ entity }) => ({ store, change: { kind: 'put', entity, mode: 'insert' } })))
    if (outcome.status === 'refused') throw outcome.error ?? refusalError(store, outcome)
    return rows
  }
  await inParallel(prepared, runner.isTransactionActive ? 1 : 8, async ({ entity, generated, operators, position }) => {
    if (conflict.kind === 'update') {
      rows[position] = await upsertEntity(runner, store, entity, conflict.columns, generated, operators)
      return
    }
    // A transaction must not fail for what is ignored.
    if (conflict.kind === 'ignore' && runner.isTransactionActive && (await isStored(runner, store, entity))) {
      rows[position] = {}
      return
    }
    try {
      const outcome = await performChange(runner, store, { kind: 'put', entity, mode: 'insert' })
      if (outcome.status === 'written') return
      if (conflict.kind !== 'ignore') throw refusalError(store, outcome)
    } catch (error) {
      if (conflict.kind !== 'ignore' || !(error instanceof UniqueConstraintViolationError)) throw error
    }
    rows[position] = {}
  })
  return rows
}

/** A transaction tells the version of an upsert before it is sent; planned again, it may be another. */
function learnVersions(runner: DynamoQueryRunner, { model: { table, version }, codec }: EntityStore, entities: readonly ObjectLiteral[]): void {
  if (!runner.isTransactionActive || version === undefined) return
  runner.onDone(() => {
    for (const entity of entities) {
      const plan = runner.buffer.planOf(table, codec.encodeKey(entity))
      const item = plan?.kind === 'put' ? plan.item : plan?.kind === 'update' ? updateKnowledge(plan).item : undefined
      const written = item?.[version.name]
      if (written !== undefined && valueAt(entity, version) !== undefined) assignValues(entity, [[version, codec.decodeValue(version, written)]])
    }
  })
}

async function isStored(runner: DynamoQueryRunner, { model, codec }: EntityStore, entity: object): Promise<boolean> {
  const stored = await storedIn(runner, { kind: 'get', table: model.table, entity: model.entity, key: codec.encodeKey(entity), consistent: true }, { told: true })
  return unlessExpired(model, epochSeconds(runner.driver.now()), stored) !== undefined
}

function refuseExpressions({ model }: EntityStore, values: ObjectLiteral): void {
  const attribute = model.attributes.find((one) => typeof valueAt(values, one) === 'function')
  if (attribute !== undefined) throw new UnsupportedError('SQL expressions as values', attribute.subject)
}
