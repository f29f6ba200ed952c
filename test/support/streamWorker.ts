import 'reflect-metadata'
import { writeSync } from 'node:fs'
import { DynamoDataSource } from '../../src/index.js'
import { Change, Tally } from './entities/changes.js'

/** A process that listens to changes, and tells each that it has handled on a line of its own, until it is killed. */
async function listen(): Promise<void> {
  const [entityPrefix, bookkeepingTable, idempotency] = process.argv.slice(2)
  const dataSource = await new DynamoDataSource({ entities: [Change, Tally], entityPrefix: entityPrefix!, bookkeepingTable: bookkeepingTable! }).initialize()
  const listener = await dataSource.streams.listen(Change, {
    concurrency: 8,
    ...(idempotency === 'transactional' ? { idempotency } : {}),
    onRecord: async ({ record, manager }) => {
      if (idempotency === 'transactional') await manager.increment(Tally, { id: record.keys.id! }, 'count', 1)
      writeSync(1, `${record.keys.id} ${record.new!.number}\n`)
    },
  }, { from: 'trim_horizon', pollMilliseconds: 20, leaseMilliseconds: 3000, attempts: 100 })
  await listener.finished
}

// It does not outlive the test that has started it.
process.stdin.resume().on('end', () => process.exit())
void listen()
