import { open } from '../adapters/document-client.mjs'
import { storeAndRead } from './storeAndRead.mjs'

storeAndRead(open)
