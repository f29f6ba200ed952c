import 'reflect-metadata'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { close, getRepository, open } from 'typeorm-dynamodb'
import { createApp, dataSourceOptions } from './createApp.js'
import { closeServer } from './http/closeServer.js'
import { startLiveChanges } from './http/liveChanges.js'
import { RequestLogger } from './http/RequestLogger.js'
import { Person } from './people/Person.js'
import { progressBar } from './progressBar.js'
import { makePeople } from './seed/makePeople.js'
import { seedPeople } from './seed/seedPeople.js'
import { Order } from './shop/Order.js'
import { seedShop } from './shop/seedShop.js'
import { User } from './shop/User.js'
import { startEngine } from './startEngine.js'

const people = 120
const users = 1000
const page = join(__dirname, '../page')

const firstPerson = (): Promise<Person | undefined> => getRepository(Person).find({ order: { sortName: 'ASC' }, take: 1 }).then(([person]) => person)

async function main(): Promise<void> {
  const engine = await startEngine()
  const logger = new RequestLogger()
  console.log(`DynamoDB answers at ${engine.endpoint}.`)
  const options = dataSourceOptions({ endpoint: engine.endpoint, logger })
  const dataSource = await open(options)
  const port = process.env.PORT || '3000'
  const host = process.env.HOST || '127.0.0.1'
  const live = await startLiveChanges(dataSource)
  const server = createServer(createApp(options, { live, hostNames: [host.toLowerCase()], ...(existsSync(page) ? { pageFolder: page } : {}) }))
  // Before anything is stored, so that a port that is taken is told at once.
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(Number(port), host, resolve)).catch((error: unknown) => {
    console.error(`The service cannot listen on port ${port} of ${host}: ${(error as Error).message.replace(/\.$/, '')}. Set PORT to a free one.`)
    process.exit(1)
  })
  const bar = progressBar()
  if ((await firstPerson()) === undefined) {
    console.log(`Storing ${people} people:`)
    await seedPeople(dataSource, makePeople(people, 1), (done) => bar(done, people))
  }
  if (!(await getRepository(User).exists({ take: 1 }))) {
    console.log(`Storing ${users} users and their orders:`)
    await seedShop(users, bar)
  }
  const person = await firstPerson()
  const [user] = await getRepository(User).find({ where: { age: '44' }, take: 1 })
  const base = `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`
  console.log(`
${existsSync(page) ? `Open ${base} to see and change people.` : `The service listens at ${base}; its page is not built: npm run build:sample`}
Each request that it makes to DynamoDB is printed below, and each change of an order, as the table's stream tells it. Try:

  curl '${base}/api/persons?size=3&lastName=${encodeURIComponent(person?.lastName.slice(0, 1) ?? '')}'
  curl '${base}/api/persons/${person?.id ?? ''}/detail'

  curl '${base}/users?age=44&size=3&sort=lastname,desc'
  curl '${base}/users/${user?.id ?? ''}/orders'
  curl -X POST -H 'content-type: application/json' -d '{"userId":"${user?.id ?? ''}","product":"book","total":12.5}' ${base}/orders

  ${new URL(engine.endpoint).port === '8000' ? '' : `DYNAMO_ENDPOINT=${engine.endpoint} `}npm run seed -- 500 --clear
`)
  await dataSource.streams.listen(Order, {
    onRecord: ({ record }) => console.log(`  changed: ${record.eventName} of an order of ${(record.new ?? record.old)!.product}`),
  }, { from: 'latest', checkpoints: false, pollMilliseconds: 500 })
  logger.prints = true
  const stop = async (): Promise<void> => {
    // Pages that hear of changes never end by themselves.
    await Promise.all([closeServer(server), live.stop()])
    await close()
    await engine.stop()
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
