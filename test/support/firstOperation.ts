import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'
import { dynamodb } from '../../src/index.js'
import { loadedPackages } from './loadedPackages.js'

@Entity()
class Parcel {
  @PrimaryColumn() id: string
  @Column() kind: string
}

const answers: Readonly<Record<string, object>> = { PutItem: {}, GetItem: { Item: { id: { S: '1' }, kind: { S: 'k' } } } }
/** In place of the network. */
const requestHandler = {
  handle: ({ headers }: { headers: Record<string, string> }) => Promise.resolve({
    response: { statusCode: 200, headers: {}, body: new TextEncoder().encode(JSON.stringify(answers[headers['x-amz-target']!.split('.')[1]!])) },
  }),
}

/** Opens a data source, writes and reads one entity, and prints what was loaded before that and after it. */
async function main(): Promise<void> {
  const loaded = [loadedPackages()]
  const dataSource = await new DataSource(dynamodb({ entities: [Parcel], clientConfig: { requestHandler: requestHandler as never, region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'a' } } })).initialize()
  const parcels = dataSource.getRepository(Parcel)
  await parcels.save(Object.assign(new Parcel(), { id: '1', kind: 'l' }))
  if ((await parcels.findOneBy({ id: '1' }))?.kind !== 'k') throw new Error('The parcel was not read.')
  loaded.push(loadedPackages())
  process.stdout.write(JSON.stringify(loaded))
}

void main()
