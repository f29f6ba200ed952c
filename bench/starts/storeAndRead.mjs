import { keyOf, order } from '../data.mjs'
import { Stub, clientConfig } from '../stub.mjs'

/** Opens, stores one entity and reads it again, while the stub still records: it answers with what was stored. */
export async function storeAndRead(open) {
  const ops = await open(clientConfig(new Stub()))
  await ops.put(order(1))
  const found = await ops.get(keyOf(order(1)))
  if (found?.total !== order(1).total) throw new Error('What came back is not what was given.')
}
