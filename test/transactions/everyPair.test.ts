import { ConditionFailedError } from '../../src/errors/ConditionFailedError.js'
import { all } from '../../src/expressions/conditions.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import { coalesce } from '../../src/transactions/coalesce.js'
import { combine } from '../../src/transactions/combine.js'
import { fold } from '../../src/transactions/fold.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { absent, add, check, here, put, remove, set, unset, update, without } from './plans.js'
import { same, written, type State } from './written.js'

const n = (value: number): AttributeValue => ({ N: String(value) })
const members = (...SS: readonly string[]): AttributeValue => ({ SS: [...SS] })

/** Each kind of write as the first of two, and as the second. */
const writes = {
  put: [put({ n: n(1), s: members('a', 'b') }), put({ n: n(9) })],
  insert: [put({ n: n(1), s: members('a', 'b') }, absent), put({ n: n(9) }, absent)],
  SET: [update([set('n', n(5))], here), update([set('n', n(7))], here)],
  ADD: [update([add('n', n(2))], here), update([add('n', n(3))], here)],
  REMOVE: [update([unset('n')], here), update([unset('n')], here)],
  DELETE: [update([without('s', members('a'))], here), update([without('s', members('b'))], here)],
  upsert: [update([set('n', n(6)), add('s', members('c'))]), update([set('n', n(8)), add('s', members('d'))])],
  delete: [remove(), remove()],
  check: [check(here), check(here)],
  absence: [check(absent), check(absent)],
} as const satisfies Record<string, readonly [WritePlan, WritePlan]>

type Kind = keyof typeof writes
const kinds = Object.keys(writes) as Kind[]

/** What the row's write and then the column's write become; `fails` where the second can never be done after the first. */
const pairs: Readonly<Record<Kind, Readonly<Record<Kind, WritePlan | 'fails'>>>> = {
  put: {
    put: put({ n: n(9) }),
    insert: 'fails',
    SET: put({ n: n(7), s: members('a', 'b') }),
    ADD: put({ n: n(4), s: members('a', 'b') }),
    REMOVE: put({ s: members('a', 'b') }),
    DELETE: put({ n: n(1), s: members('a') }),
    upsert: put({ n: n(8), s: members('a', 'b', 'd') }),
    delete: remove(),
    check: put({ n: n(1), s: members('a', 'b') }),
    absence: 'fails',
  },
  insert: {
    put: put({ n: n(9) }, absent),
    insert: 'fails',
    SET: put({ n: n(7), s: members('a', 'b') }, absent),
    ADD: put({ n: n(4), s: members('a', 'b') }, absent),
    REMOVE: put({ s: members('a', 'b') }, absent),
    DELETE: put({ n: n(1), s: members('a') }, absent),
    upsert: put({ n: n(8), s: members('a', 'b', 'd') }, absent),
    delete: check(absent),
    check: put({ n: n(1), s: members('a', 'b') }, absent),
    absence: 'fails',
  },
  SET: {
    put: put({ n: n(9) }, here),
    insert: 'fails',
    SET: update([set('n', n(7))], here),
    ADD: update([set('n', n(8))], here),
    REMOVE: update([unset('n')], here),
    DELETE: update([set('n', n(5)), without('s', members('b'))], here),
    upsert: update([set('n', n(8)), add('s', members('d'))], here),
    delete: remove(here),
    check: update([set('n', n(5))], here),
    absence: 'fails',
  },
  ADD: {
    put: put({ n: n(9) }, here),
    insert: 'fails',
    SET: update([set('n', n(7))], here),
    ADD: update([add('n', n(5))], here),
    REMOVE: update([unset('n')], here),
    DELETE: update([add('n', n(2)), without('s', members('b'))], here),
    upsert: update([set('n', n(8)), add('s', members('d'))], here),
    delete: remove(here),
    check: update([add('n', n(2))], here),
    absence: 'fails',
  },
  REMOVE: {
    put: put({ n: n(9) }, here),
    insert: 'fails',
    SET: update([set('n', n(7))], here),
    ADD: update([set('n', n(3))], here),
    REMOVE: update([unset('n')], here),
    DELETE: update([unset('n'), without('s', members('b'))], here),
    upsert: update([set('n', n(8)), add('s', members('d'))], here),
    delete: remove(here),
    check: update([unset('n')], here),
    absence: 'fails',
  },
  DELETE: {
    put: put({ n: n(9) }, here),
    insert: 'fails',
    SET: update([without('s', members('a')), set('n', n(7))], here),
    ADD: update([without('s', members('a')), add('n', n(3))], here),
    REMOVE: update([without('s', members('a')), unset('n')], here),
    DELETE: update([without('s', members('a', 'b'))], here),
    upsert: update([set('n', n(8)), set('s', members('b', 'd'))], here),
    delete: remove(here),
    check: update([without('s', members('a'))], here),
    absence: 'fails',
  },
  upsert: {
    put: put({ n: n(9) }),
    insert: 'fails',
    SET: update([set('n', n(7)), add('s', members('c'))]),
    ADD: update([set('n', n(9)), add('s', members('c'))]),
    REMOVE: update([unset('n'), add('s', members('c'))]),
    DELETE: update([set('n', n(6)), set('s', members('a', 'c'))]),
    upsert: update([set('n', n(8)), add('s', members('c', 'd'))]),
    delete: remove(),
    check: update([set('n', n(6)), add('s', members('c'))]),
    absence: 'fails',
  },
  delete: {
    put: put({ n: n(9) }),
    insert: put({ n: n(9) }),
    SET: 'fails',
    ADD: 'fails',
    REMOVE: 'fails',
    DELETE: 'fails',
    upsert: put({ n: n(8), s: members('d') }),
    delete: remove(),
    check: 'fails',
    absence: remove(),
  },
  check: {
    put: put({ n: n(9) }, here),
    insert: put({ n: n(9) }, here, absent),
    SET: update([set('n', n(7))], here),
    ADD: update([add('n', n(3))], here),
    REMOVE: update([unset('n')], here),
    DELETE: update([without('s', members('b'))], here),
    upsert: update([set('n', n(8)), add('s', members('d'))], here),
    delete: remove(here),
    check: check(here),
    absence: check(here, absent),
  },
  absence: {
    put: put({ n: n(9) }, absent),
    insert: put({ n: n(9) }, absent),
    SET: 'fails',
    ADD: 'fails',
    REMOVE: 'fails',
    DELETE: 'fails',
    upsert: put({ n: n(8), s: members('d') }, absent),
    delete: check(absent),
    check: 'fails',
    absence: check(absent),
  },
}

/** The pairs that need the stored item. */
const readFirst: ReadonlySet<string> = new Set(['DELETE + upsert', 'upsert + DELETE'])
const stored: Item = { id: { S: '1' }, n: n(1), s: members('a', 'b') }

const plansOf = (...names: readonly Kind[]): WritePlan[] => names.map((name, at) => writes[name][at % 2]!)

/** The one plan, or why there is none; without the condition where it is that of the item that was read. */
function becomes(plans: readonly WritePlan[]): WritePlan | string {
  try {
    return plans.reduce(coalesce)
  } catch (error) {
    if (error instanceof ConditionFailedError) return 'fails'
    return (error as { code?: string }).code === 'transaction.cannotMerge' ? unconditional(plans.reduce((first, second) => fold(first, second, stored))) : String(error)
  }
}

const unconditional = (plan: WritePlan): WritePlan => ({ ...plan, condition: all([]) })

test.each(kinds.flatMap((first) => kinds.map((second) => [`${first} + ${second}`, plansOf(first, second), pairs[first][second]] as const)))('%s', (pair, plans, one) => {
  expect(becomes(plans)).toEqual(readFirst.has(pair) ? unconditional(one as WritePlan) : one)
})

test.each<[names: readonly Kind[], one: WritePlan | 'fails']>([
  [['insert', 'ADD', 'delete'], check(absent)],
  [['insert', 'delete', 'insert'], put({ n: n(1), s: members('a', 'b') }, absent)],
  [['insert', 'delete', 'SET'], 'fails'],
  [['put', 'delete', 'put'], put({ n: n(1), s: members('a', 'b') })],
  [['put', 'SET', 'ADD'], put({ n: n(9), s: members('a', 'b') })],
  [['SET', 'ADD', 'ADD'], update([set('n', n(10))], here)],
  [['ADD', 'ADD', 'ADD'], update([add('n', n(7))], here)],
  [['ADD', 'REMOVE', 'ADD'], update([set('n', n(2))], here)],
  [['REMOVE', 'ADD', 'REMOVE'], update([unset('n')], here)],
  [['SET', 'delete', 'insert'], put({ n: n(1), s: members('a', 'b') }, here)],
  [['upsert', 'delete', 'check'], 'fails'],
  [['check', 'upsert', 'delete'], remove(here)],
  [['check', 'ADD', 'check'], update([add('n', n(3))], here)],
  [['delete', 'upsert', 'ADD'], put({ n: n(10), s: members('d') })],
  [['delete', 'insert', 'delete'], remove()],
  [['absence', 'upsert', 'delete'], check(absent)],
])('%s', (names, one) => {
  expect(becomes(plansOf(...names))).toEqual(one)
})

const starts: readonly State[] = ['absent', stored, { id: { S: '1' } }, { id: { S: '1' }, n: n(-3), s: members('b'), other: n(0) }, { id: { S: '1' }, s: members('a', 'c', 'd') }]

test.each(kinds)('%s, then any two writes: the one write does the same to every item', (first) => {
  const faults: string[] = []
  for (const names of kinds.flatMap((second) => kinds.map((third) => [first, second, third] as const))) {
    const plans = plansOf(...names)
    for (const start of starts) {
      const wanted = plans.reduce(written, start)
      const found = afterOne(plans, start)
      if (!same(wanted, found)) faults.push(`${names.join(' + ')} from ${JSON.stringify(start)}: ${JSON.stringify({ wanted, found })}`)
    }
  }
  expect(faults).toEqual([])
})

/** What the plans leave as one; folded, where they have to be, on the item that is there. */
function afterOne(plans: readonly WritePlan[], start: State): State {
  try {
    return written(start, plans.reduce((first, second) => combine(first, second, typeof start === 'string' ? undefined : start)))
  } catch (error) {
    if (error instanceof ConditionFailedError) return 'failed'
    throw error
  }
}
