import fc from 'fast-check'
import { any, compare, exists, not, notExists } from '../../src/expressions/conditions.js'
import type { Condition, Path } from '../../src/expressions/Condition.js'
import type { UpdateAction, UpdateValue } from '../../src/expressions/Update.js'
import type { WritePlan } from '../../src/planner/WritePlan.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { absent, add, check, counted, here, put, remove, set, unset, update, without } from './plans.js'

const number = fc.integer({ min: -1, max: 2 }).map((value): AttributeValue => ({ N: String(value) }))
const members = fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((SS): AttributeValue => ({ SS }))
const list = fc.array(number, { maxLength: 3, minLength: 1 }).map((L): AttributeValue => ({ L }))
const map = fc.record({ n: number, m: number, s: members }, { requiredKeys: ['n'] }).map((M): AttributeValue => ({ M: M as Item }))

const numberName = fc.constantFrom('n', 'm')
const listName = fc.constantFrom('l', 'k')
const numberPath = fc.constantFrom<Path[]>(['n'], ['m'], ['o', 'n'], ['o', 'm'])
const listPath = fc.constantFrom<Path[]>(['l'], ['k'])

/** `n` and `m` are numbers, `s` is a set, `l` and `k` are lists and `o` is a map, as an entity's attributes have one type each. */
export const anyAttributes: fc.Arbitrary<Item> = fc.tuple(fc.record({ n: number, m: number, s: members, l: list, k: list, o: map }), fc.array(fc.constantFrom<string[]>('n', 'm', 's', 'l', 'k', 'o'), { maxLength: 1 }))
  .map(([all, without]) => Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name))))

const literal = (value: AttributeValue): UpdateValue => ({ kind: 'literal', value })
const at = (path: Path): UpdateValue => ({ kind: 'path', path })
const orElse = (path: Path, value: UpdateValue): UpdateValue => ({ kind: 'if-not-exists', path, value })

/** A value that is there, or that stands for what is not; nothing stands for itself. */
const operand = (path: fc.Arbitrary<Path>, value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<UpdateValue> =>
  fc.oneof(path.map(at), fc.tuple(path, fc.oneof(value.map(literal), path.map(at))).filter(([one, other]) => other.kind !== 'path' || other.path.join() !== one.join()).map(([one, other]) => orElse(one, other)), value.map(literal))
const sum = fc.tuple(fc.constantFrom('plus' as const, 'minus' as const), operand(numberPath, number), operand(numberPath, number)).map(([kind, left, right]): UpdateValue => ({ kind, left, right }))
const lists = fc.tuple(operand(listPath, list), operand(listPath, list)).map(([left, right]): UpdateValue => ({ kind: 'list-append', left, right }))
const to = (path: Path, value: UpdateValue): UpdateAction => ({ kind: 'set', path, value })
const position = fc.tuple(listName, fc.nat({ max: 2 })).map(([name, index]): Path => [name, index])

const plain: fc.Arbitrary<UpdateAction> = fc.oneof(
  fc.tuple(numberName, number).map(([name, value]) => set(name, value)),
  fc.tuple(listName, list).map(([name, value]) => set(name, value)),
  map.map((value) => set('o', value)),
  fc.constantFrom('n', 'm', 's', 'l', 'o').map(unset),
  fc.tuple(numberName, number).map(([name, value]) => add(name, value)),
  members.map((value) => set('s', value)),
  members.map((value) => add('s', value)),
  members.map((value) => without('s', value)),
  fc.constant(counted('n', '0', '1')),
)
const computed: fc.Arbitrary<UpdateAction> = fc.oneof(
  fc.tuple(numberPath, fc.oneof(operand(numberPath, number), sum)).map(([path, value]) => to(path, value)),
  fc.tuple(listPath, fc.oneof(operand(listPath, list), lists)).map(([path, value]) => to(path, value)),
  fc.constantFrom('l', 'k').chain((name) => fc.tuple(list, fc.boolean()).map(([value, before]) => to([name], { kind: 'list-append', left: before ? literal(value) : orElse([name], literal({ L: [] })), right: before ? at([name]) : literal(value) }))),
  members.map((value) => to(['s'], orElse(['s'], literal(value)))),
)
const nested: fc.Arbitrary<UpdateAction> = fc.oneof(
  fc.tuple(fc.constantFrom<Path[]>(['o', 'n'], ['o', 'm']), number).map(([path, value]): UpdateAction => ({ kind: 'add', path, value })),
  fc.tuple(fc.constantFrom('add' as const, 'delete' as const), members).map(([kind, value]): UpdateAction => ({ kind, path: ['o', 's'], value })),
  fc.constantFrom<Path[]>(['o', 'n'], ['o', 's']).map((path): UpdateAction => ({ kind: 'remove', path })),
  fc.tuple(position, number).map(([path, value]) => to(path, literal(value))),
  position.map((path): UpdateAction => ({ kind: 'remove', path })),
)
const leadsTo = (a: Path, b: Path): boolean => a.every((segment, index) => segment === b[index])
/** What DynamoDB takes as one update: no path leads to another. */
const actions = fc.array(fc.oneof({ weight: 3, arbitrary: plain }, { weight: 2, arbitrary: computed }, { weight: 1, arbitrary: nested }), { minLength: 1, maxLength: 3 })
  .map((some) => some.filter((one, index) => some.slice(0, index).every(({ path }) => !leadsTo(path, one.path) && !leadsTo(one.path, path))))

const text = (raw: string, value: AttributeValue): Condition => ({ kind: 'raw', text: raw, names: { '#n': 'n' }, values: { ':value': value } })
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(here, here, here, absent),
  fc.tuple(numberPath, number).map(([path, value]) => compare('=', path, value)),
  fc.tuple(numberName, number).map(([name, value]) => compare('<>', name, value)),
  fc.constantFrom('n', 'm', 's', 'l').map(notExists),
  fc.tuple(number, number).map(([n, m]) => any([compare('=', 'n', n), compare('>', 'm', m)])),
  number.map((n) => any([absent, compare('>', 'n', n)])),
  fc.constantFrom(compare('contains', 's', { S: 'a' }), not(compare('contains', 's', { S: 'b' })), exists(['o', 'n']), exists(['l', 1])),
  number.map((value) => text('#n >= :value', value)),
  number.map((value) => text('attribute_exists(o) OR NOT #n = :value', value)),
)
/** Mostly few, since writes that fail say less. */
const conditions = fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: fc.array(condition, { minLength: 1, maxLength: 1 }) }, { weight: 1, arbitrary: fc.array(condition, { minLength: 2, maxLength: 2 }) })

/** Writes of the item that test/transactions/plans.ts makes writes of, with a condition and without. */
export const anyPlan: fc.Arbitrary<WritePlan> = fc.oneof(
  fc.tuple(anyAttributes, conditions).map(([item, under]) => put(item, ...under)),
  fc.tuple(actions, conditions).map(([what, under]) => update(what, ...under)),
  fc.tuple(actions, conditions).map(([what, under]) => update(what, here, ...under)),
  { weight: 3, arbitrary: actions.map((what) => update(what)) },
  conditions.map((under) => remove(...under)),
  fc.array(condition, { minLength: 1, maxLength: 2 }).map((under) => check(...under)),
)
