import { open } from '../adapters/typeorm-dynamodb.mjs'
import { storeAndRead } from './storeAndRead.mjs'

storeAndRead(open)
