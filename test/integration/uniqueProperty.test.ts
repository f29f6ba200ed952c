import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm'
import type { PagingAndSortingRepository } from '../../src/index.js'
import { composePart } from '../../src/codec/composedKey.js'
import { joined } from '../../src/metadata/joined.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { sentinelsOf } from '../support/sentinelsOf.js'

@Entity({ name: 'unique_any' })
@Unique(['a', 'b'])
class Any {
  @PrimaryColumn() id: string
  @Column({ type: 'varchar', nullable: true, unique: true }) a: string | null
  @Column({ type: 'int', nullable: true }) b: number | null
  @Column({ type: 'int', nullable: true, unique: true }) c: number | null
  @Column({ nullable: true }) other: string
}

type Values = Partial<Pick<Any, 'a' | 'b' | 'c'>>
type Step = readonly [keyof typeof steps, string, Values]

let opened: OpenedSource
let repository: PagingAndSortingRepository<Any>
const bookkeeping = `sentinels-${randomUUID()}`
beforeAll(async () => {
  opened = await openWith([Any], { bookkeepingTable: bookkeeping })
  repository = opened.dataSource.getRepository(Any)
  // The bookkeeping table is made by the first value.
  await repository.insert({ id: '1', a: 'x' })
})
afterAll(() => opened.dataSource.destroy())

const whole = (id: string, values: Values): Any => repository.create({ id, ...values })
const steps = {
  put: (id: string, values: Values) => repository.put(whole(id, values)),
  insert: (id: string, values: Values) => repository.insert({ id, ...values }),
  save: (id: string, values: Values) => repository.save(whole(id, values)),
  upsert: (id: string, values: Values) => repository.upsert({ id, other: 'o', ...values }, ['id']),
  update: (id: string, values: Values) => repository.update(id, { other: 'o', ...values }),
  increment: (id: string) => repository.increment({ id }, 'c', 1),
  delete: (id: string) => repository.delete(id),
  clear: () => repository.clear(),
}
/** In one transaction with others: what each method of the manager's does. */
const inside = (chosen: readonly Step[]): Promise<unknown> => opened.dataSource.transaction(async (manager) => {
  for (const [kind, id, values] of chosen) {
    if (kind === 'delete') await manager.delete(Any, id)
    else if (kind === 'update' || kind === 'increment') await manager.update(Any, id, { other: 'o', ...values })
    else if (kind !== 'clear') await manager.save(Any, { id, ...values })
  }
})

const value = fc.constantFrom('x', 'y', 'x#', null)
const number = fc.constantFrom(1, 2, null)
const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])), fc.constantFrom('1', '2', '3'), fc.record({ a: value, b: number, c: number }, { requiredKeys: [] }))
const action = fc.oneof({ weight: 4, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: fc.array(step, { minLength: 2, maxLength: 3 }) })

/** What a failed write may say here. */
const known = new Set(['UniqueConstraintViolationError', 'EntityAlreadyExistsError', 'EntityNotFoundError', 'ConditionFailedError', 'TransactionFailedError'])

test('after any writes the sentinels are just those of what is stored, and no value is there twice', async () => {
  await fc.assert(fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 6 }), async (actions) => {
    await repository.clear()
    const failed: (readonly [Any[], Any[]])[] = []
    for (const chosen of actions) {
      const [first] = chosen
      const before = await repository.findAll()
      try {
        await (chosen.length === 1 ? steps[first![0]](first![1], first![2]) : inside(chosen))
      } catch (error) {
        if (!known.has((error as Error).name)) throw error
        failed.push([before, await repository.findAll()])
      }
    }
    // Nothing of a write that failed is there.
    expect(failed.map(([, now]) => now)).toEqual(failed.map(([then]) => then))
    const stored = await repository.findAll()
    const n = (one: number): string => composePart({ N: String(one) }, joined(2), 0)
    const text = (one: string): string => composePart({ S: one }, joined(2), 0)
    const expected = stored.flatMap(({ id, a, b, c }) => [...(a === null ? [] : [`${a}: ${id}`]), ...(c === null ? [] : [`${n(c)}: ${id}`]), ...(a === null || b === null ? [] : [`${text(a)}#${n(b)}: ${id}`])])
    const found = (await sentinelsOf(opened, bookkeeping)).map(({ values, owner }) => `${values}: ${owner}`)
    expect(found.sort()).toEqual(expected.sort())
    for (const column of ['a', 'c'] as const) expect(new Set(stored.flatMap((one) => one[column] ?? [])).size).toBe(stored.flatMap((one) => one[column] ?? []).length)
  }), { numRuns: 40 })
})
