import 'reflect-metadata'
import type { Logger } from 'typeorm'
import { BeginsWith, DynamoDataSource } from 'typeorm-dynamodb'
import { startLocalDynamo } from 'typeorm-dynamodb/local'
import { User } from './User.js'

/** Prints each request that is made, and nothing else. */
const printer: Logger = {
  logQuery: (text) => console.log(`    ${text}`),
  logQueryError: (_error, text) => console.log(`    failed: ${text}`),
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: (_level, message) => console.log(`    ${String(message)}`),
}

const people = [['Jane', 'Doe', '42'], ['Ann', 'Doe', '42'], ['Bob', 'Roe', '42'], ['Jim', 'Poe', '7']] as const

async function main(): Promise<void> {
  const engine = process.env.DYNAMO_ENDPOINT === undefined ? await startLocalDynamo() : undefined
  const endpoint = engine?.endpoint ?? process.env.DYNAMO_ENDPOINT!
  console.log(`DynamoDB answers at ${endpoint}`)
  const dataSource = new DynamoDataSource({ entities: [User], endpoint, synchronize: true, dropSchema: true, logger: printer, logging: true })
  try {
    console.log('\nTables are made from the entities:')
    await dataSource.initialize()
    const users = dataSource.getRepository(User)

    console.log('\nputMany() stores users, with their index attributes:')
    await users.putMany(people.map(([firstname, lastname, age], position) => users.create({ id: `user-${position + 1}`, firstname, lastname, age })))

    console.log('\nget() reads one by its key:')
    console.log(await users.get('user-1'))

    console.log('\nfind() by age and the first letters of the last name chooses the index by itself:')
    console.log(await users.find({ where: { age: '42', lastname: BeginsWith('D') } }))

    console.log('\nupdate() of the last name keeps the index right:')
    await users.update('user-1', { lastname: 'Zoe' })
    console.log((await users.find({ where: { age: '42' }, order: { lastname: 'DESC' }, take: 1 }))[0])

    console.log('\nsave() writes what has changed:')
    const ann = await users.findOneByOrFail({ id: 'user-2' })
    ann.visits += 1
    await users.save(ann)
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy()
    await engine?.stop()
  }
  console.log('\nNext: README.md, and sample-app/src/main.ts, which did this.')
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
