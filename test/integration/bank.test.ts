import { Column, Entity, PrimaryColumn, TypeORMError, VersionColumn } from 'typeorm'
import type { DynamoDataSource } from '../../src/index.js'
import { clientConfig, endpoint } from '../support/engine.js'
import { startFaultProxy, type Fault, type FaultProxy } from '../support/faultProxy.js'
import { openWith } from '../support/openWith.js'
import { seededRandom } from '../support/seededRandom.js'
import { shareOfTimes } from '../support/shareOfLine.js'
import { retryAtOnce, withoutPauses } from '../support/withoutPauses.js'

interface Account {
  id: string
  balance: number
  version?: number
}

type Level = 'READ COMMITTED' | 'SERIALIZABLE'

@Entity({ name: 'bank_versioned_account' })
class VersionedAccount implements Account {
  @PrimaryColumn() id: string
  @Column({ type: 'int' }) balance: number
  @VersionColumn() version: number
}

/** Without a version: what was read is as it was, or the transaction fails. */
@Entity({ name: 'bank_plain_account' })
class PlainAccount implements Account {
  @PrimaryColumn() id: string
  @Column({ type: 'int' }) balance: number
}

@Entity({ name: 'bank_entry' })
class Entry {
  @PrimaryColumn() id: string
  @Column() fromId: string
  @Column() toId: string
  @Column({ type: 'int' }) amount: number
}

const transfers = shareOfTimes(2000)
const workers = 8
const names = Array.from({ length: 20 }, (_, at) => `account-${at}`)
const opening = 100

const ofReads: readonly Fault[] = ['cut-before', 'cut-after', 'error-500', 'throttle']
const ofCommits: readonly Fault[] = [...ofReads, 'error-500-before', 'conflict', 'throttle-one', 'in-progress']

let proxy: FaultProxy
let source: DynamoDataSource
let pause: () => void
beforeAll(async () => {
  proxy = await startFaultProxy(endpoint())
  source = (await openWith([VersionedAccount, PlainAccount, Entry], { clientConfig: { ...clientConfig(), endpoint: proxy.endpoint, retryStrategy: retryAtOnce(3) } })).dataSource
  pause = withoutPauses()
})
afterAll(async () => {
  pause()
  await source.destroy()
  await proxy.stop()
})

type Outcome = 'done' | 'refused' | 'failed' | 'unknown'

/** Moves money and writes it down, both or neither; tries again when somebody else was faster. Notes what it was told. */
async function transfer(account: new () => Account, level: Level, { id, fromId, toId, amount }: Entry, told: string[]): Promise<Outcome> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    try {
      return await source.transaction(level, async (manager): Promise<Outcome> => {
        const from = await manager.findOneByOrFail(account, { id: fromId })
        const to = await manager.findOneByOrFail(account, { id: toId })
        if (from.balance < amount) return 'refused'
        from.balance -= amount
        to.balance += amount
        await manager.save([from, to])
        await manager.insert(Entry, { id, fromId, toId, amount })
        return 'done'
      })
    } catch (error) {
      if (!(error instanceof TypeORMError)) throw error
      told.push(`${error.message} ${String((error as Error).cause)}`)
      if (error.name === 'OutcomeUnknownError') return 'unknown'
      if (error.name !== 'OptimisticLockVersionMismatchError' && error.name !== 'TransactionConflictError') return 'failed'
    }
  }
  return 'failed'
}

test.each<[string, new () => Account, Level]>([
  ['with versions', VersionedAccount, 'READ COMMITTED'],
  ['SERIALIZABLE, without versions', PlainAccount, 'SERIALIZABLE'],
])('money is neither lost nor made by concurrent transfers that meet faults, and what is reported is what has happened: %s', async (_, account, level) => {
  const random = seededRandom(6)
  await source.getRepository(Entry).clear()
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!
  await source.getRepository(account).putMany(names.map((id) => Object.assign(new account(), { id, balance: opening })))
  const wanted = Array.from({ length: transfers }, (_, at): Entry => {
    const fromId = pick(names)
    return { id: `entry-${at}`, fromId, toId: pick(names.filter((name) => name !== fromId)), amount: 1 + Math.floor(random() * 60) }
  })
  const met = new Map<Fault, number>()
  proxy.meet((action) => {
    const isCommit = action === 'TransactWriteItems'
    if (random() >= (isCommit ? 0.35 : 0.1)) return undefined
    const fault = pick(isCommit ? ofCommits : ofReads)
    met.set(fault, (met.get(fault) ?? 0) + 1)
    return fault
  })
  const outcomes = new Map<string, Outcome>()
  const told = new Map(wanted.map(({ id }) => [id, [] as string[]]))
  const left = wanted.values()
  await Promise.all(Array.from({ length: workers }, async () => {
    for (const one of left) outcomes.set(one.id, await transfer(account, level, one, told.get(one.id)!))
  }))
  proxy.reset()

  const ledger = await source.getRepository(Entry).find({ scan: true, consistent: true })
  const accounts = await source.getRepository(account).find({ scan: true, consistent: true })
  const idsOf = (outcome: Outcome): string[] => [...outcomes].flatMap(([id, is]) => (is === outcome ? [id] : []))
  const written = new Set(ledger.map(({ id }) => id))
  expect(outcomes.size).toBe(transfers)
  expect(idsOf('done').filter((id) => !written.has(id))).toEqual([])
  expect([...idsOf('refused'), ...idsOf('failed')].filter((id) => written.has(id)).map((id) => [id, outcomes.get(id), told.get(id)])).toEqual([])
  const changes = (name: string): Entry[] => ledger.filter(({ fromId, toId }) => fromId === name || toId === name)
  const counted = account === VersionedAccount
  for (const { id, balance, version } of accounts) {
    expect({ id, balance, version }).toEqual({ id, balance: changes(id).reduce((sum, { fromId, amount }) => sum + (fromId === id ? -amount : amount), opening), version: counted ? changes(id).length + 1 : undefined })
    expect(balance).toBeGreaterThanOrEqual(0)
  }
  expect(accounts.reduce((sum, { balance }) => sum + balance, 0)).toBe(names.length * opening)
  expect([...met.keys()].toSorted()).toEqual([...ofCommits].toSorted())
  expect(idsOf('done').length).toBeGreaterThan(transfers / 4)
}, 600_000)
