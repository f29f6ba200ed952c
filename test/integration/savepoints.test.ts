import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm'
import type { DynamoEntityManager } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'
import { storedItem } from '../support/storedItem.js'

@Entity({ name: 'savepoint_part' })
class Part {
  @PrimaryColumn() id: string
  @Column({ nullable: true }) name: string
  @Column({ type: 'int', default: 0 }) count: number
  @VersionColumn() version: number
}

let opened: OpenedSource
let manager: DynamoEntityManager
beforeAll(async () => {
  opened = await openWith([Part])
  manager = opened.dataSource.manager
})
afterAll(() => opened.dataSource.destroy())
beforeEach(() => opened.sent.clear())

let next = 0
const fresh = (): string => `p${++next}`
const stored = (id: string): Promise<Record<string, unknown> | undefined> => storedItem(manager.connection.getMetadata(Part).tableName, { id })
const writes = (): string[] => opened.sent.actions().filter((action) => !/Get/.test(action))
async function part(): Promise<Part> {
  const one = await manager.save(manager.create(Part, { id: fresh(), name: 'first' }))
  opened.sent.clear()
  return one
}
const fails = (work: Promise<unknown>): Promise<unknown> => expect(work).rejects.toThrow('taken back')
const takeBack = (): never => {
  throw new Error('taken back')
}

/** What a transaction is made of: begins, ends, and writes of an item that is named by when it is written. */
test.each<[string, readonly string[]]>([
  ['begin a begin b commit c commit', ['a', 'b', 'c']],
  ['begin a begin b rollback c commit', ['a', 'c']],
  ['begin a begin b begin c commit rollback d commit', ['a', 'd']],
  ['begin a begin b begin c rollback d commit e commit', ['a', 'b', 'd', 'e']],
  ['begin a begin b begin c rollback d rollback e commit', ['a', 'e']],
  ['begin a begin b begin c begin d rollback e commit f commit g commit', ['a', 'b', 'c', 'e', 'f', 'g']],
  ['begin a begin b commit begin c rollback begin d commit commit', ['a', 'b', 'd']],
  ['begin a begin b commit rollback', []],
  ['begin begin a rollback begin b rollback commit', []],
  ['begin a begin b begin c release', []],
])('%s', async (script, expected) => {
  const [of, names] = [fresh(), new Set<string>()]
  const runner = opened.dataSource.createQueryRunner()
  const steps: Readonly<Record<string, () => Promise<unknown>>> = { begin: () => runner.startTransaction(), commit: () => runner.commitTransaction(), rollback: () => runner.rollbackTransaction(), release: () => runner.release() }
  for (const word of script.split(' ')) {
    if (steps[word] === undefined) {
      names.add(word)
      await manager.put(Part, manager.create(Part, { id: `${of}-${word}` }))
    } else await steps[word]()
  }
  expect(runner.isTransactionActive).toBe(false)
  const found = await Promise.all([...names].map(async (name) => ((await stored(`${of}-${name}`)) === undefined ? [] : [name])))
  expect(found.flat()).toEqual(expected)
  expect(writes().length).toBe(expected.length > 0 ? 1 : 0)
})

describe('entities in memory', () => {
  test('get back the versions that they had where the part began', async () => {
    const [one, made] = [await part(), manager.create(Part, { id: fresh() })]
    await manager.transaction(async (outer) => {
      await outer.save(Object.assign(one, { name: 'outer' }))
      expect(one.version).toBe(2)
      await fails(outer.transaction(async (inner) => {
        await inner.save(Object.assign(one, { name: 'inner' }))
        await inner.save(made)
        expect([one.version, made.version]).toEqual([3, 1])
        await fails(inner.transaction(async (innermost) => {
          await innermost.save(Object.assign(one, { name: 'innermost' }))
          takeBack()
        }))
        expect(one.version).toBe(3)
        takeBack()
      }))
      expect([one.version, made.version]).toEqual([2, undefined])
    })
    expect(await stored(one.id)).toMatchObject({ name: 'outer', version: 2 })
    expect(await stored(made.id)).toBeUndefined()
    await manager.save(Object.assign(one, { name: 'after' }))
    expect(await stored(one.id)).toMatchObject({ name: 'after', version: 3 })
  })

  test('lose what a part has given them when what is around it is taken back', async () => {
    const [one, removed] = [await part(), await part()]
    const { id } = removed
    await fails(manager.transaction(async (outer) => {
      await outer.transaction(async (inner) => {
        await inner.save(Object.assign(one, { name: 'inner' }))
        await inner.remove(removed)
        await inner.put(Part, Object.assign(one, { name: 'put' }))
      })
      expect([one.version, removed.id]).toEqual([3, undefined])
      takeBack()
    }))
    expect([one.version, removed.id, removed.version]).toEqual([1, id, 1])
    expect(await stored(id)).toMatchObject({ name: 'first' })
  })
})

test('what a part has read is forgotten with it', async () => {
  const one = await part()
  const runner = opened.dataSource.createQueryRunner()
  await runner.startTransaction()
  await runner.manager.save(one)
  await runner.startTransaction()
  await runner.manager.update(Part, one.id, { name: 'inner' })
  await runner.manager.save(Part, { id: one.id, count: 7 })
  await runner.rollbackTransaction()
  await runner.manager.createQueryBuilder().update(Part).set({ name: 'outer' }).whereEntity(one).execute()
  await runner.commitTransaction()
  expect(await stored(one.id)).toMatchObject({ name: 'outer', count: 0, version: 2 })
})

test('several writes of one item are what they were where the part began', async () => {
  const [one, id, gone] = [await part(), fresh(), await part()]
  await manager.transaction(async (outer) => {
    await outer.insert(Part, { id, name: 'outer' })
    await outer.increment(Part, { id: one.id }, 'count', 2)
    await outer.delete(Part, gone.id)
    await fails(outer.transaction(async (inner) => {
      await inner.update(Part, id, { name: 'inner' })
      await inner.delete(Part, id)
      await inner.increment(Part, { id: one.id }, 'count', 5)
      await inner.update(Part, one.id, { name: 'inner' })
      await inner.insert(Part, { id: gone.id, name: 'again' })
      takeBack()
    }))
    await outer.increment(Part, { id: one.id }, 'count', 1)
  })
  expect(writes()).toEqual(['TransactWriteItems'])
  expect(await stored(id)).toMatchObject({ name: 'outer' })
  expect(await stored(one.id)).toMatchObject({ name: 'first', count: 3 })
  expect(await stored(gone.id)).toBeUndefined()
})

describe('work at once within one transaction', () => {
  test('writes are all in it, those of one item too', async () => {
    const [one, ids] = [await part(), Array.from({ length: 20 }, fresh)]
    await manager.transaction((inside) => Promise.all([
      ...ids.map((id, at) => (at % 2 === 0 ? inside.save(Part, { id }) : inside.insert(Part, { id }))),
      ...ids.map(() => inside.increment(Part, { id: one.id }, 'count', 1)),
    ]))
    expect(writes()).toEqual(['TransactWriteItems'])
    expect(await stored(one.id)).toMatchObject({ count: 20 })
    expect((await manager.batchRead(Part, ids.map((id) => ({ id })))).every((found) => found !== null)).toBe(true)
  })

  test('parts are done one after another, so that one that fails takes back nothing of another', async () => {
    const ids = Array.from({ length: 12 }, fresh)
    await manager.transaction(async (inside) => {
      await inside.insert(Part, { id: `${ids[0]}-first` })
      await Promise.allSettled(ids.map((id, at) => inside.transaction(async (inner) => {
        await inner.save(Part, { id })
        await Promise.allSettled([0, 1].map((which) => inner.transaction(async (innermost) => {
          await innermost.insert(Part, { id: `${id}-${which}` })
          if (which === 1) takeBack()
        })))
        if (at % 3 === 0) takeBack()
        await inner.save(Part, { id, name: 'done' })
      })))
    })
    const kept = async (suffix: string): Promise<number[]> => (await manager.batchRead(Part, ids.map((id) => ({ id: `${id}${suffix}` })))).flatMap((found, at) => (found === null ? [] : [at]))
    const succeeded = ids.flatMap((_, at) => (at % 3 === 0 ? [] : [at]))
    expect([await kept(''), await kept('-0'), await kept('-1')]).toEqual([succeeded, succeeded, []])
    expect(writes()).toEqual(['TransactWriteItems'])
  })
})

test('a part under a level that its transaction does not have leaves the transaction as it was', async () => {
  const [before, after] = [fresh(), fresh()]
  await manager.transaction(async (outer) => {
    await outer.insert(Part, { id: before })
    await expect(outer.transaction('SERIALIZABLE', () => Promise.resolve())).rejects.toThrow('transaction')
    await outer.insert(Part, { id: after })
  })
  expect([await stored(before), await stored(after)]).toMatchObject([{ id: before }, { id: after }])
})
