import { executeWrite } from '../client/executeWrite.js'
import { readItems } from '../client/readItems.js'
import type { Sender } from '../client/Sender.js'
import { composeKey } from '../codec/composedKey.js'
import { TableNotFoundError } from '../errors/TableNotFoundError.js'
import type { Condition } from '../expressions/Condition.js'
import { compare, notExists } from '../expressions/conditions.js'
import type { UpdateAction } from '../expressions/Update.js'
import { joined } from '../metadata/joined.js'
import type { Item, Key } from '../vocabulary/AttributeValue.js'
import type { ShardChange, ShardEntry, ShardExpectation, ShardLedger } from './ShardLedger.js'
import type { ShardPosition } from './StreamReader.js'

/** Behind a day a shard has nothing more to read; what is forgotten of one that has is read again. */
const keptSeconds = 7 * 24 * 60 * 60

export interface TableLedgerOptions {
  readonly sender: Sender
  /** The bookkeeping table. */
  readonly table: string
  /** Makes it, where there is none. */
  readonly makeTable: () => Promise<void>
  readonly consumer: string
  /** The table whose stream is read. */
  readonly of: string
  /** The clock in milliseconds. */
  readonly now: () => number
}

/** A ledger in the bookkeeping table: an item for each shard, and one for the consumer. */
export function tableLedger({ sender, table, makeTable, consumer, of, now }: TableLedgerOptions): ShardLedger {
  const keyOf = (...last: readonly string[]): Key => ({ pk: { S: composeKey(['stream', of, consumer, ...last].map((S) => ({ S })), joined(3 + last.length))! } })
  return {
    async begin(position) {
      const key = keyOf()
      const put = () => executeWrite(sender, { kind: 'put', table, key, item: { ...key, position: { S: positionText(position) } }, condition: notExists('pk') })
      let outcome: Awaited<ReturnType<typeof put>>
      try {
        outcome = await put()
      } catch (error) {
        if (!(error instanceof TableNotFoundError)) throw error
        await makeTable()
        outcome = await put()
      }
      if (outcome.status === 'written') return { position, isNew: true }
      const stored = outcome.stored ?? (await readItems(sender, { kind: 'batch-get', table, keys: [key], consistent: true }))[0]
      return { position: positionOf(stored?.position?.S) ?? position, isNew: false }
    },
    async read(shards) {
      const byKey = new Map(shards.map((shard) => [keyOf(shard).pk!.S!, shard]))
      const items = await readItems(sender, { kind: 'batch-get', table, keys: [...byKey.keys()].map((S) => ({ pk: { S } })), consistent: true })
      return new Map(items.map((item) => [byKey.get(item.pk!.S!)!, entryOf(item)]))
    },
    async change(shard, expected, change) {
      const until: UpdateAction = set('expiresAtEpochSeconds', { N: String(Math.floor(now() / 1000) + keptSeconds) })
      const { status } = await executeWrite(sender, { kind: 'update', table, key: keyOf(shard), actions: [...actionsOf(change), until], condition: conditionOf(expected) })
      return status === 'written'
    },
  }
}

const set = (name: string, value: Item[string]): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'literal', value } })

function actionsOf({ position, ...texts }: ShardChange): UpdateAction[] {
  const actions = position === undefined ? [] : [set('position', { S: positionText(position) })]
  for (const name of ['worker', 'beat', 'wanted'] as const) {
    const text = texts[name]
    if (text !== undefined) actions.push(text === null ? { kind: 'remove', path: [name] } : set(name, { S: text }))
  }
  return actions
}

function conditionOf(expected: ShardExpectation): Condition {
  if (expected === 'absent') return notExists('pk')
  return 'beat' in expected ? compare('=', 'beat', { S: expected.beat }) : compare('begins_with', 'beat', { S: expected.lease })
}

const entryOf = ({ position, worker, beat, wanted }: Item): ShardEntry => ({ position: positionOf(position?.S), worker: worker?.S, beat: beat?.S ?? '', wanted: wanted?.S })

/** A position as it is stored: `after 4211`. */
export function positionText(position: ShardPosition): string {
  switch (position.kind) {
    case 'after':
      return `after ${position.sequenceNumber}`
    case 'since':
      return `since ${position.epochSeconds}`
    case 'horizon':
    case 'end':
      return position.kind
    default:
      return position satisfies never
  }
}

/** The position that a text says; undefined for any other text. */
export function positionOf(text: string | undefined): ShardPosition | undefined {
  const [, kind, number] = /^(horizon|end|after|since)(?: (\d+))?$/.exec(text ?? '') ?? []
  if (kind === 'horizon' || kind === 'end') return { kind }
  if (number === undefined) return undefined
  return kind === 'after' ? { kind, sequenceNumber: number } : { kind: 'since', epochSeconds: Number(number) }
}
