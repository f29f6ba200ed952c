import fc from 'fast-check'
import { compileCodec } from '../../src/codec/compileCodec.js'
import { DynamoOrmError } from '../../src/errors/DynamoOrmError.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { EntityModel } from '../../src/metadata/EntityModel.js'
import { isKeyable } from '../../src/planner/isKeyable.js'
import { keyIdentity } from '../../src/planner/keyIdentity.js'
import { planWrite } from '../../src/planner/planWrite.js'
import type { WriteChange } from '../../src/planner/WriteChange.js'
import type { SingleWritePlan, WritePlan } from '../../src/planner/WritePlan.js'
import { WriteBuffer } from '../../src/transactions/WriteBuffer.js'
import type { AttributeValue, Item, Key } from '../../src/vocabulary/AttributeValue.js'
import { attributePools, type AnyAttribute, type AnyTable } from './anyTable.js'

/** A write of any table of {@link anyTable}: of one of its items, or of one that is not there. */
export interface AnyWrite {
  readonly kind: 'put' | 'delete' | 'update'
  /** The number of the item. */
  readonly item: number
  /** Key attributes of another item, which need not be there. */
  readonly moved: Readonly<Partial<Record<AnyAttribute, AttributeValue>>>
  /** What a put or an update gives. */
  readonly values: Readonly<Partial<Record<AnyAttribute, AttributeValue>>>
  readonly removed: readonly AnyAttribute[]
  /** Added to `m`, whatever is stored. */
  readonly added: string | undefined
}

const names = Object.keys(attributePools) as AnyAttribute[]
const value = (name: AnyAttribute): fc.Arbitrary<AttributeValue> => fc.constantFrom(...attributePools[name])
const some = (most: number, of: readonly AnyAttribute[] = names): fc.Arbitrary<Partial<Record<AnyAttribute, AttributeValue>>> =>
  fc.subarray([...of], { maxLength: most }).chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, value(name)]))))

export const anyWrite: fc.Arbitrary<AnyWrite> = fc.record({
  kind: fc.constantFrom<AnyWrite['kind']>('put', 'put', 'update', 'update', 'update', 'delete'),
  item: fc.nat(39),
  moved: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: some(2, ['a', 'b', 'c', 'n', 'x']) }),
  values: some(4),
  removed: fc.subarray(names, { maxLength: 2 }),
  added: fc.option(fc.constantFrom('1', '-2'), { nil: undefined, freq: 1 }),
})

/** A buffer of those of the writes that the driver accepts, as a transaction would fill it. */
export function bufferOf({ model, items }: AnyTable, writes: readonly AnyWrite[]): WriteBuffer {
  const stored = new Map(items.map((item) => [keyIdentity('', item, model.keyNames), item]))
  let buffer = new WriteBuffer()
  if (items.length === 0) return buffer
  for (const write of writes) {
    try {
      const next = new WriteBuffer()
      for (const plan of buffer.plans) next.add(plan)
      const plan = planOf(model, items[write.item % items.length]!, write, (key) => next.after(model.table, key, stored.get(keyIdentity('', key))))
      if (plan === undefined) continue
      next.add(plan)
      // What DynamoDB would refuse at the commit is not written.
      next.after(model.table, plan.key, stored.get(keyIdentity('', plan.key)))
      buffer = next
    } catch (error) {
      if (!(error instanceof DynamoOrmError)) throw error
    }
  }
  return buffer
}

/** The items of a table as a buffer will leave them. */
export function itemsAfter({ model, items }: AnyTable, buffer: WriteBuffer): Item[] {
  const found = new Map<string, Item | undefined>(items.map((item) => [keyIdentity('', item, model.keyNames), item]))
  for (const plan of buffer.plans) {
    const identity = keyIdentity('', plan.key)
    found.set(identity, buffer.after(model.table, plan.key, found.get(identity)))
  }
  return [...found.values()].filter((item) => item !== undefined)
}

function planOf(model: EntityModel, item: Item, write: AnyWrite, seen: (key: Key) => Item | undefined): WritePlan | undefined {
  const key: Key = {}
  for (const name of model.keyNames) key[name] = write.moved[name as AnyAttribute] ?? item[name]!
  // Nothing has such a key.
  if (!Object.values(key).every((one) => isKeyable([one], 1024))) return undefined
  const change = changeOf(model, item, key, write)
  if (change === undefined) return undefined
  let planned: ReturnType<typeof planWrite> | string = planWrite(model, compileCodec(model), change)
  while (typeof planned !== 'string' && planned.kind === 'read') planned = planned.then(seen(planned.plan.key))
  return typeof planned === 'string' ? undefined : unconditional(planned.plan)
}

/** A put that replaces; what an update asks of the item stays. */
const unconditional = (plan: SingleWritePlan): WritePlan => (plan.kind === 'put' ? { ...plan, condition: undefined } : plan)

function changeOf(model: EntityModel, item: Item, key: Key, { kind, values, removed, added }: AnyWrite): WriteChange | undefined {
  if (kind === 'delete') return { kind, key }
  if (kind === 'put') return { kind, mode: 'replace', entity: entityOf({ ...Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))), ...without(values, model.keyNames), ...key }) }
  const set = without(values, model.keyNames)
  const actions: UpdateAction[] = [
    ...Object.entries(set).map(([name, given]): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'literal', value: given } })),
    ...removed.filter((name) => !(name in set) && !model.keyNames.includes(name)).map((name): UpdateAction => ({ kind: 'remove', path: [name] })),
    ...(added === undefined || 'm' in set || removed.includes('m') || model.keyNames.includes('m') ? [] : [{ kind: 'add', path: ['m'], value: { N: added } } satisfies UpdateAction]),
  ]
  return actions.length === 0 ? undefined : { kind, key, actions }
}

const without = (values: Readonly<Partial<Record<string, AttributeValue>>>, left: readonly string[]): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !left.includes(name))) as Record<string, AttributeValue>

const entityOf = (values: Readonly<Record<string, AttributeValue>>): object =>
  Object.fromEntries(Object.entries(values).map(([name, given]) => [name, given.S ?? given.N ?? given.BOOL ?? Buffer.from(given.B as Uint8Array)]))
