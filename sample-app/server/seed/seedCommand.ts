import { DynamoDataSource } from 'typeorm-dynamodb'
import { Address } from '../people/Address.js'
import { BankAccount } from '../people/BankAccount.js'
import { ContactInfo } from '../people/ContactInfo.js'
import { Employment } from '../people/Employment.js'
import { Person } from '../people/Person.js'
import { progressBar, type Terminal } from '../progressBar.js'
import { clearPeople } from './clearPeople.js'
import { findEngine } from './findEngine.js'
import { makePeople } from './makePeople.js'
import { readArguments, usage } from './readArguments.js'
import { seedPeople } from './seedPeople.js'

export interface SeedSettings {
  readonly endpoint?: string | undefined
  readonly entityPrefix?: string
  readonly terminal?: Terminal
}

const number = (value: number): string => value.toLocaleString('en')

/**
 * `npm run seed`: see its usage.
 *
 * @throws SeedArgumentError where the arguments or the endpoint are not as they must be; nothing has been sent then.
 */
export async function seedCommand(args: readonly string[], { endpoint = process.env.DYNAMO_ENDPOINT, entityPrefix = '', terminal = process.stdout }: SeedSettings = {}): Promise<void> {
  const { count, seed, clear, help } = readArguments(args)
  if (help) {
    terminal.write(usage)
    return
  }
  // Credentials that mean nothing to AWS, whatever the environment has.
  const clientConfig = { endpoint: await findEngine(endpoint), region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const dataSource = new DynamoDataSource({ entities: [Person, Address, BankAccount, ContactInfo, Employment], entityPrefix, synchronize: true, clientConfig })
  await dataSource.initialize()
  try {
    if (clear) {
      const { capacity } = await dataSource.capacity.measure(() => clearPeople(dataSource))
      terminal.write(`The table Persons is empty: ${number(capacity.writeUnits)} write units.\n`)
    }
    const bar = progressBar(terminal)
    const begun = Date.now()
    const { result, capacity } = await dataSource.capacity.measure(() => seedPeople(dataSource, makePeople(count, seed), (done) => bar(done, count)))
    const known = result.known === 0 ? '' : `, ${number(result.known)} were there already`
    terminal.write(`Stored ${number(result.people)} people${known}: ${number(result.items)} items, ${number(capacity.writeUnits)} write units, ${((Date.now() - begun) / 1000).toFixed(1)} s. The same again: --seed ${seed}.\n`)
  } finally {
    await dataSource.destroy()
  }
}
