import { readableShards, shareShards, type ShardShares } from '../../src/streams/shareShards.js'
import { positionOf, positionText } from '../../src/streams/tableLedger.js'
import type { ShardEntry } from '../../src/streams/ShardLedger.js'

const shards = [{ id: 'a' }, { id: 'b', parent: 'a' }, { id: 'c', parent: 'a' }, { id: 'd', parent: 'gone' }]
const entry = (worker?: string, wanted?: string): ShardEntry => ({ beat: '1', worker, wanted })

test.each<[string, string[], string[]]>([
  ['a parent first, and what has none any more', [], ['a', 'd']],
  ['children behind the end of their parent', ['a'], ['b', 'c', 'd']],
  ['nothing that has ended', ['a', 'b', 'd'], ['c']],
])('readable are: %s', (_what, ended, readable) => {
  expect(readableShards(shards, (shard) => ended.includes(shard))).toEqual(readable)
})

const shares = (entries: Record<string, ShardEntry>, more: Partial<ShardShares> & { readonly silent?: readonly string[] } = {}) =>
  shareShards({ shards: ['1', '2', '3', '4'].map((id) => ({ id })), entries: new Map(Object.entries(entries)), isEnded: () => false, worker: 'me', held: new Set(), isSilent: (shard) => more.silent?.includes(shard) === true, ...more })

test.each<[string, ReturnType<typeof shares>, Partial<ReturnType<typeof shares>>]>([
  ['who is alone takes all', shares({}), { take: ['1', '2', '3', '4'], giveBack: [], ask: undefined }],
  ['beside another half of them', shares({ 1: entry('other') }), { take: ['2', '3'], ask: undefined }],
  ['what the other has stopped renewing', shares({ 1: entry('other'), 2: entry('other'), 3: entry('other'), 4: entry('other') }, { silent: ['1', '2', '3', '4'] }), { take: ['1', '2', '3', '4'] }],
  ['nothing of one that lives, who is asked for one', shares({ 1: entry('other'), 2: entry('other'), 3: entry('other'), 4: entry('other') }), { take: [], ask: '1' }],
  ['one is asked for at a time', shares({ 1: entry('other', 'me'), 2: entry('other'), 3: entry('other'), 4: entry('other') }), { take: [], ask: undefined }],
  ['nobody is asked who has one more', shares({ 1: entry('other'), 2: entry('other'), 3: entry('me'), 4: entry('third') }, { held: new Set(['3']) }), { take: [], ask: undefined }],
  ['what was asked for is given back, and not taken again', shares({ 1: entry('me', 'other'), 2: entry(undefined, 'other'), 3: entry('me'), 4: entry('me') }, { held: new Set(['1', '3', '4']) }), { take: [], giveBack: ['1'] }],
  ['unless who asked for it is gone', shares({ 1: entry(undefined, 'other'), 2: entry('me'), 3: entry('me'), 4: entry('me') }, { held: new Set(['2', '3', '4']), silent: ['1'] }), { take: ['1'] }],
  ['a lease of its own that it has given up is free', shares({ 1: entry('me') }), { take: ['1', '2', '3', '4'] }],
])('shares: %s', (_what, moves, expected) => {
  expect(moves).toMatchObject(expected)
})

test.each([{ kind: 'horizon' }, { kind: 'end' }, { kind: 'since', epochSeconds: 1_700_000_000 }, { kind: 'after', sequenceNumber: '49590338271490256608559692538361571095921575989136588898' }] as const)('a position is stored as it is: %j', (position) => {
  expect(positionOf(positionText(position))).toEqual(position)
})

test.each([undefined, '', 'after', 'after x', 'other 1'])('a text that says no position is none: %s', (text) => {
  expect(positionOf(text)).toBeUndefined()
})
