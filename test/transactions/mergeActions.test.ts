import type { Path } from '../../src/expressions/Condition.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import type { AttributeValue } from '../../src/vocabulary/AttributeValue.js'
import { isDispensable, mergeActions } from '../../src/transactions/mergeActions.js'
import { add, copied, counted, set, unset, update, without } from './plans.js'

const one: AttributeValue = { N: '1' }
const ab: AttributeValue = { SS: ['a', 'b'] }
const bc: AttributeValue = { SS: ['b', 'c'] }
const b: AttributeValue = { SS: ['b'] }
const at = (path: Path, value: AttributeValue = one): UpdateAction => ({ kind: 'set', path, value: { kind: 'literal', value } })
const gone = (path: Path): UpdateAction => ({ kind: 'remove', path })
const orElse = (name: string, value: AttributeValue): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'if-not-exists', path: [name], value: { kind: 'literal', value } } })
const appended = (name: string, value: AttributeValue): UpdateAction => ({ kind: 'set', path: [name], value: { kind: 'list-append', left: { kind: 'path', path: [name] }, right: { kind: 'literal', value: { L: [value] } } } })
const increased: UpdateAction = { kind: 'set', path: ['n'], value: { kind: 'plus', left: { kind: 'path', path: ['n'] }, right: { kind: 'literal', value: { N: '2' } } } }

const merged = (first: readonly UpdateAction[], second: readonly UpdateAction[]): readonly UpdateAction[] => mergeActions(update(first), update(second))

describe('two actions on one attribute', () => {
  test.each<[what: string, first: UpdateAction, second: UpdateAction, together: UpdateAction]>([
    ['SET + SET', set('n', one), set('n', { N: '2' }), set('n', { N: '2' })],
    ['SET + REMOVE', set('n', one), unset('n'), unset('n')],
    ['SET + ADD of a number, exactly', set('n', { N: '0.1' }), add('n', { N: '0.2' }), set('n', { N: '0.3' })],
    ['SET + ADD of members', set('s', ab), add('s', bc), set('s', { SS: ['a', 'b', 'c'] })],
    ['SET + DELETE of members', set('s', ab), without('s', bc), set('s', { SS: ['a'] })],
    ['SET + DELETE of all members', set('s', b), without('s', bc), unset('s')],
    ['SET + count', set('n', one), counted('n', '0', '1'), set('n', { N: '2' })],
    ['SET + append', set('l', { L: [one] }), appended('l', { N: '2' }), set('l', { L: [one, { N: '2' }] })],
    ['SET + copy of an attribute that is left alone', set('n', one), copied('n', 'm'), copied('n', 'm')],
    ['SET + copy of the key', set('n', one), copied('n', 'id'), set('n', { S: '1' })],
    ['REMOVE + SET', unset('n'), set('n', one), set('n', one)],
    ['REMOVE + REMOVE', unset('n'), unset('n'), unset('n')],
    ['REMOVE + ADD of a number', unset('n'), add('n', one), set('n', one)],
    ['REMOVE + ADD of members', unset('s'), add('s', ab), set('s', ab)],
    ['REMOVE + DELETE of members', unset('s'), without('s', ab), unset('s')],
    ['REMOVE + count', unset('n'), counted('n', '5', '1'), set('n', { N: '6' })],
    ['REMOVE + SET if absent', unset('n'), orElse('n', one), set('n', one)],
    ['ADD + ADD', add('n', { N: '0.1' }), add('n', { N: '0.2' }), add('n', { N: '0.3' })],
    ['ADD + SET', add('n', one), set('n', { N: '9' }), set('n', { N: '9' })],
    ['ADD + REMOVE', add('n', one), unset('n'), unset('n')],
    ['ADD + copy', add('n', one), copied('n', 'm'), copied('n', 'm')],
    ['ADD + count', add('n', one), counted('n', '5', '2'), add('n', { N: '3' })],
    ['count + count', counted('n', '0', '1'), counted('n', '0', '1'), counted('n', '0', '2')],
    ['count + ADD', counted('n', '5', '1'), add('n', { N: '-1' }), counted('n', '5', '0')],
    ['count + SET', counted('n', '0', '1'), set('n', one), set('n', one)],
    ['SET if absent + SET', orElse('n', one), set('n', { N: '2' }), set('n', { N: '2' })],
    ['SET if absent + REMOVE', orElse('n', one), unset('n'), unset('n')],
    ['ADD + ADD of members', add('s', ab), add('s', bc), add('s', { SS: ['a', 'b', 'c'] })],
    ['ADD + SET of members', add('s', ab), set('s', bc), set('s', bc)],
    ['ADD + REMOVE of a set', add('s', ab), unset('s'), unset('s')],
    ['ADD + DELETE of at least its members', add('s', b), without('s', ab), without('s', ab)],
    ['DELETE + DELETE', without('s', ab), without('s', bc), without('s', { SS: ['a', 'b', 'c'] })],
    ['DELETE + ADD of at least its members', without('s', b), add('s', ab), add('s', ab)],
    ['DELETE + SET', without('s', ab), set('s', bc), set('s', bc)],
    ['DELETE + REMOVE', without('s', ab), unset('s'), unset('s')],
    ['within a map, SET + SET', at(['m', 'a']), at(['m', 'a'], b), at(['m', 'a'], b)],
    ['within a map, SET + REMOVE', at(['m', 'a']), gone(['m', 'a']), gone(['m', 'a'])],
    ['within a map, ADD + ADD', { kind: 'add', path: ['m', 'a'], value: one }, { kind: 'add', path: ['m', 'a'], value: one }, { kind: 'add', path: ['m', 'a'], value: { N: '2' } }],
  ])('%s', (_what, first, second, together) => {
    expect(merged([first], [second])).toEqual([together])
  })

  test('a stored value that must exist is still asked for by the sum', () => {
    expect(merged([increased], [add('n', one)])).toEqual([{ kind: 'set', path: ['n'], value: { kind: 'plus', left: { kind: 'path', path: ['n'] }, right: { kind: 'literal', value: { N: '3' } } } }])
  })
})

describe('actions on different attributes', () => {
  test.each<[what: string, first: UpdateAction[], second: UpdateAction[], together: UpdateAction[]]>([
    ['stand beside each other, each in its place', [set('a', one), add('n', one)], [add('n', one), unset('c')], [set('a', one), add('n', { N: '2' }), unset('c')]],
    ['members of one map are different', [at(['m', 'a'])], [gone(['m', 'b'])], [at(['m', 'a']), gone(['m', 'b'])]],
    ['an addition beside a change in one map', [at(['m', 'a'])], [{ kind: 'add', path: ['m', 'b'], value: one }], [at(['m', 'a']), { kind: 'add', path: ['m', 'b'], value: one }]],
    ['members of entries of one list are different', [at(['l', 0, 'a'])], [at(['l', 1, 'a'])], [at(['l', 0, 'a']), at(['l', 1, 'a'])]],
    ['a copy of what was set is worked out', [set('a', one)], [copied('c', 'a')], [set('a', one), set('c', one)]],
    ['the first reads what was stored, not what the second writes', [copied('a', 'c')], [set('c', one)], [copied('a', 'c'), set('c', one)]],
  ])('%s', (_what, first, second, together) => {
    expect(merged(first, second)).toEqual(together)
  })
})

describe('what one update cannot say is refused', () => {
  const dependent = 'it depends on an earlier update of the transaction in a way that one update cannot say. Use two transactions, or put the whole entity.'
  const within = 'an earlier update of the transaction changes what holds it, a part of it, or positions of its list. Use two transactions, or put the whole entity.'
  test.each<[what: string, first: UpdateAction, second: UpdateAction, message: string]>([
    ['an attribute, then a part of it', set('a', { M: {} }), at(['a', 'b']), `User.a.b: ${within}`],
    ['a part, then the attribute', at(['a', 'b']), unset('a'), `User.a: ${within}`],
    ['one position of a list twice', at(['l', 0]), at(['l', 0]), `User.l.0: ${within}`],
    ['two positions of a list, where removing one moves the other', gone(['l', 0]), gone(['l', 1]), `User.l.1: ${within}`],
    ['a position of a list and a part of another entry', gone(['l', 0]), at(['l', 1, 'a']), `User.l.1.a: ${within}`],
    ['ADD of members, then DELETE of some of them', add('s', ab), without('s', b), `User.s: ${dependent}`],
    ['DELETE of members, then ADD of some of them', without('s', ab), add('s', b), `User.s: ${dependent}`],
    ['ADD, then SET if absent', add('n', one), orElse('n', one), `User.n: ${dependent}`],
    ['append after append', appended('l', one), appended('l', one), `User.l: ${dependent}`],
    ['a copy of what is added to', add('n', one), copied('m', 'n'), `User.m: ${dependent}`],
    ['SET over what needs a stored value', copied('a', 'c'), set('a', one), `User.a: ${dependent}`],
    ['within a map, SET + ADD', at(['m', 'a']), { kind: 'add', path: ['m', 'a'], value: one }, `User.m.a: ${dependent}`],
  ])('%s', (_what, first, second, message) => {
    expect(() => merged([first], [second])).toThrow(expect.objectContaining({ code: 'transaction.cannotMerge', message }))
  })

  test('a copy of what an earlier update removed, as DynamoDB refuses it', () => {
    expect(() => merged([unset('a')], [copied('c', 'a')])).toThrow(expect.objectContaining({ code: 'update.refused', path: 'c' }))
  })
})

test.each<[what: string, action: UpdateAction, dispensable: boolean]>([
  ['a literal', set('a', one), true],
  ['a removal', unset('a'), true],
  ['an addition', add('a', one), true],
  ['a count with a start', counted('a', '0', '1'), true],
  ['a count without a start', increased, false],
  ['a copy', copied('a', 'c'), false],
  ['a part of an attribute', at(['a', 'b']), false],
])('whether an action can be left out under a later put: %s', (_what, action, dispensable) => {
  expect(isDispensable(action)).toBe(dispensable)
})
