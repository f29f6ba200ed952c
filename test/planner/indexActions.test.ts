import { compileCodec } from '../../src/codec/compileCodec.js'
import { indexActions } from '../../src/planner/indexActions.js'
import { modelOf } from '../support/defineModel.js'

const model = modelOf('User', ['id'], { id: {}, email: { nullable: true }, hash: { type: 'binary', nullable: true } }, { byEmail: { partitionKey: ['email'] }, byHash: { partitionKey: ['hash'] } })

test.each([
  ['text', 'email', { S: '' }, 'User.email: an empty string cannot be in the key of index byEmail. Use null to leave the index.'],
  ['binary', 'hash', { B: new Uint8Array() }, 'User.hash: an empty binary value cannot be in the key of index byHash. Use null to leave the index.'],
] as const)('an update sets no empty %s in the key of an index', (_name, name, value, message) => {
  expect(() => indexActions(model, compileCodec(model), { key: { id: { S: '1' } }, actions: [{ kind: 'set', path: [name], value: { kind: 'literal', value } }] })).toThrow(message)
})
