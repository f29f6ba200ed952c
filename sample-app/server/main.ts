import 'reflect-metadata'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { close, getRepository, open } from 'typeorm-dynamodb'
import { startLocalDynamo } from 'typeorm-dynamodb/local'
import { createApp, dataSourceOptions } from './createApp.js'
import { startLiveChanges } from './http/liveChanges.js'
import { RequestLogger } from './http/RequestLogger.js'
import { Order } from './shop/Order.js'
import { seedShop } from './shop/seedShop.js'
import { User } from './shop/User.js'

const count = 1000
const page = join(__dirname, '../page')

function bar(done: number, total: number): void {
  const width = 30
  const filled = Math.round((done / total) * width)
  if (process.stdout.isTTY) process.stdout.write(`\r  [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${Math.round((done / total) * 100)} %`)
}

async function main(): Promise<void> {
  const engine = process.env.DYNAMO_ENDPOINT === undefined ? await startLocalDynamo() : undefined
  const endpoint = engine?.endpoint ?? process.env.DYNAMO_ENDPOINT!
  const logger = new RequestLogger()
  console.log(`DynamoDB answers at ${endpoint}.`)
  const options = dataSourceOptions({ endpoint, logger })
  const dataSource = await open(options)
  if (!(await getRepository(User).exists({ take: 1 }))) {
    console.log(`Storing ${count} users and their orders:`)
    await seedShop(count, bar)
    console.log('\n  done')
  }
  const port = Number(process.env.PORT ?? 3000)
  const host = process.env.HOST ?? '127.0.0.1'
  const live = await startLiveChanges(dataSource)
  const server = createApp(options, { live, ...(existsSync(page) ? { pageFolder: page } : {}) }).listen(port, host)
  server.on('error', (error) => {
    console.error(`The service cannot listen on port ${port}: ${error.message}. Set PORT to a free one.`)
    process.exit(1)
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const [someone] = await getRepository(User).find({ where: { age: '44' }, take: 1 })
  const base = `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`
  console.log(`
The service listens at ${base}. Each request that it makes to DynamoDB is printed below, and each
change of an order, as the table's stream tells it. Try:

  curl '${base}/users?age=44&size=3&sort=lastname,desc'
  curl '${base}/users/${someone?.id ?? ''}/orders'
  curl -X POST -H 'content-type: application/json' -d '{"userId":"${someone?.id ?? ''}","product":"book","total":12.5}' ${base}/orders
`)
  await dataSource.streams.listen(Order, {
    onRecord: ({ record }) => console.log(`  changed: ${record.eventName} of an order of ${(record.new ?? record.old)!.product}`),
  }, { from: 'latest', checkpoints: false, pollMilliseconds: 500 })
  logger.prints = true
  const stop = (): void => {
    server.close()
    void close().then(() => engine?.stop())
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
