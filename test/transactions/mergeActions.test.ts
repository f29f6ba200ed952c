import type { Path } from '../../src/expressions/Condition.js'
import type { UpdateAction, UpdateValue } from '../../src/expressions/Update.js'
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

const literal = (value: AttributeValue): UpdateValue => ({ kind: 'literal', value })
const of = (name: string): UpdateValue => ({ kind: 'path', path: [name] })
const or = (name: string, value: UpdateValue): UpdateValue => ({ kind: 'if-not-exists', path: [name], value })
const to = (name: string, value: UpdateValue): UpdateAction => ({ kind: 'set', path: [name], value })
const plus = (left: UpdateValue, right: UpdateValue): UpdateValue => ({ kind: 'plus', left, right })
const minus = (left: UpdateValue, right: UpdateValue): UpdateValue => ({ kind: 'minus', left, right })
const append = (left: UpdateValue, right: UpdateValue): UpdateValue => ({ kind: 'list-append', left, right })
const number = (text: string): UpdateValue => literal({ N: text })
const list = (...texts: readonly string[]): UpdateValue => literal({ L: texts.map((N) => ({ N })) })

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
    ['ADD + SET if absent', add('n', one), orElse('n', { N: '9' }), add('n', one)],
    ['SET if absent + ADD', orElse('n', one), add('n', one), to('n', plus(or('n', number('1')), number('1')))],
    ['SET if absent + count', orElse('n', one), counted('n', '7', '2'), to('n', plus(or('n', number('1')), number('2')))],
    ['SET if absent twice', orElse('n', one), orElse('n', { N: '2' }), orElse('n', one)],
    ['SET if absent + append', to('l', or('l', list())), appended('l', one), to('l', append(or('l', list()), list('1')))],
    ['SET if absent of another attribute + SET', to('n', or('m', number('1'))), set('n', one), set('n', one)],
    ['count + subtraction', counted('n', '0', '1'), to('n', minus(of('n'), number('3'))), counted('n', '0', '-2')],
    ['subtraction + subtraction', to('n', minus(of('n'), number('1'))), to('n', minus(of('n'), number('0.5'))), to('n', plus(of('n'), number('-1.5')))],
    ['subtraction from a number + count', to('n', minus(number('9'), of('m'))), orElse('n', one), to('n', minus(number('9'), of('m')))],
    ['SET + sum with another attribute', set('n', one), to('n', plus(of('n'), of('m'))), to('n', plus(of('m'), number('1')))],
    ['copy + ADD', copied('n', 'm'), add('n', one), to('n', plus(of('m'), number('1')))],
    ['copy + count', copied('n', 'm'), counted('n', '0', '1'), to('n', plus(of('m'), number('1')))],
    ['copy + SET if absent', copied('n', 'm'), orElse('n', one), copied('n', 'm')],
    ['append + append', appended('l', one), appended('l', { N: '2' }), to('l', append(of('l'), list('1', '2')))],
    ['append with a start + append with another', to('l', append(or('l', list()), list('1'))), to('l', append(or('l', list('9')), list('2'))), to('l', append(or('l', list()), list('1', '2')))],
    ['prepend + prepend', to('l', append(list('1'), of('l'))), to('l', append(list('2', '3'), of('l'))), to('l', append(list('2', '3', '1'), of('l')))],
    ['append + SET if absent', appended('l', one), to('l', or('l', list())), appended('l', one)],
    ['append with a start + SET', to('l', append(or('l', list()), list('1'))), set('l', { L: [] }), set('l', { L: [] })],
    ['append with a start + REMOVE', to('l', append(or('l', list()), list('1'))), unset('l'), unset('l')],
    ['copy + append', copied('l', 'k'), appended('l', one), to('l', append(of('k'), list('1')))],
    ['REMOVE + append with a start', unset('l'), to('l', append(or('l', list('0')), list('1'))), set('l', { L: [{ N: '0' }, one] })],
    ['SET + prepend', set('l', { L: [one] }), to('l', append(list('0'), of('l'))), set('l', { L: [{ N: '0' }, one] })],
    ['SET + append of a list that is left alone', set('l', { L: [one] }), to('l', append(of('l'), of('k'))), to('l', append(list('1'), of('k')))],
    ['ADD of members + SET if absent', add('s', ab), orElse('s', b), add('s', ab)],
    ['REMOVE + DELETE of all, then nothing', unset('s'), without('s', ab), unset('s')],
    ['SET of a map + SET within it', set('m', { M: { a: one, b: one } }), at(['m', 'a'], { N: '2' }), set('m', { M: { a: { N: '2' }, b: one } })],
    ['SET of a map + REMOVE within it', set('m', { M: { a: one } }), gone(['m', 'a']), set('m', { M: {} })],
    ['SET of a map + ADD within it', set('m', { M: {} }), { kind: 'add', path: ['m', 'a'], value: one }, set('m', { M: { a: one } })],
    ['SET of a map + a member from another member', set('m', { M: { a: one } }), { kind: 'set', path: ['m', 'b'], value: { kind: 'path', path: ['m', 'a'] } }, set('m', { M: { a: one, b: one } })],
    ['SET of a list + SET of its positions', set('l', { L: [one] }), at(['l', 7], { N: '2' }), set('l', { L: [one, { N: '2' }] })],
    ['within a map, SET of a map + SET within it', at(['m', 'a'], { M: {} }), at(['m', 'a', 'b']), at(['m', 'a'], { M: { b: one } })],
    ['within a map, SET + ADD', at(['m', 'a']), { kind: 'add', path: ['m', 'a'], value: one }, at(['m', 'a'], { N: '2' })],
    ['within a map, REMOVE + ADD', gone(['m', 'a']), { kind: 'add', path: ['m', 'a'], value: one }, at(['m', 'a'])],
    ['within a map, REMOVE + DELETE', gone(['m', 'a']), { kind: 'delete', path: ['m', 'a'], value: b }, gone(['m', 'a'])],
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
    ['a copy of what is added to', [add('n', one)], [copied('m', 'n')], [add('n', one), to('m', plus(or('n', number('0')), number('1')))]],
    ['a copy of a copy', [copied('m', 'n')], [copied('k', 'm')], [copied('m', 'n'), copied('k', 'n')]],
    ['a sum with what is counted', [counted('n', '5', '1')], [to('m', minus(of('n'), number('3')))], [counted('n', '5', '1'), to('m', plus(or('n', number('5')), number('-2')))]],
    ['a member of what was set', [set('m', { M: { a: one } })], [{ kind: 'set', path: ['n'], value: { kind: 'path', path: ['m', 'a'] } }], [set('m', { M: { a: one } }), set('n', one)]],
    ['a member beside one that was set', [at(['m', 'a'])], [{ kind: 'set', path: ['n'], value: { kind: 'path', path: ['m', 'b'] } }], [at(['m', 'a']), { kind: 'set', path: ['n'], value: { kind: 'path', path: ['m', 'b'] } }]],
    ['what is absent if it was removed', [unset('n')], [to('m', or('n', number('3')))], [unset('n'), to('m', number('3'))]],
    ['what is absent, or removed', [unset('n')], [to('m', or('k', or('n', number('3'))))], [unset('n'), to('m', or('k', number('3')))]],
    ['what stands in for itself', [copied('m', 'n')], [to('k', or('n', of('m')))], [copied('m', 'n'), copied('k', 'n')]],
    ['several positions of a list that was set, as they were', [set('l', { L: [one, { N: '2' }, { N: '3' }] })], [gone(['l', 0]), gone(['l', 1]), at(['l', 2], { N: '4' })], [set('l', { L: [{ N: '4' }] })]],
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
    ['a part, then the attribute', at(['a', 'b']), unset('a'), `User.a: ${within}`],
    ['one position of a list twice', at(['l', 0]), at(['l', 0]), `User.l.0: ${within}`],
    ['two positions of a list, where removing one moves the other', gone(['l', 0]), gone(['l', 1]), `User.l.1: ${within}`],
    ['a position of a list and a part of another entry', gone(['l', 0]), at(['l', 1, 'a']), `User.l.1.a: ${within}`],
    ['ADD of members, then DELETE of some of them', add('s', ab), without('s', b), `User.s: ${dependent}`],
    ['DELETE of members, then ADD of some of them', without('s', ab), add('s', b), `User.s: ${dependent}`],
    ['append, then prepend', appended('l', one), to('l', append(list('0'), of('l'))), `User.l: ${dependent}`],
    ['append of two lists, then another', to('l', append(of('l'), of('k'))), appended('l', one), `User.l: ${dependent}`],
    ['a sum of two attributes, then ADD', to('n', plus(of('m'), of('k'))), add('n', one), `User.n: ${dependent}`],
    ['amounts without a sum that can be stored', add('n', { N: '1e30' }), add('n', { N: '1e-30' }), `User.n: ${dependent}`],
    ['a copy of what was removed', unset('a'), copied('c', 'a'), `User.c: ${dependent}`],
    ['a copy of a set with more members', add('s', ab), copied('t', 's'), `User.t: ${dependent}`],
    ['a copy of the map that was changed', at(['m', 'a']), copied('t', 'm'), `User.t: ${dependent}`],
    ['a computed attribute, then a part of it', copied('m', 'c'), at(['m', 'a']), `User.m.a: ${within}`],
    ['a copy of what one may need', copied('a', 'c'), to('a', or('z', of('a'))), `User.a: ${dependent}`],
    ['SET if absent of members, then ADD', orElse('s', ab), add('s', b), `User.s: ${dependent}`],
    ['DELETE of members, then SET if absent', without('s', ab), orElse('s', b), `User.s: ${dependent}`],
    ['SET, then what would stand in and may not be there', set('n', one), to('n', or('n', of('m'))), `User.n: ${dependent}`],
    ['ADD, then what would stand in and may not be there', add('n', one), to('n', or('n', of('m'))), `User.n: ${dependent}`],
    ['SET over what needs a stored value', copied('a', 'c'), set('a', one), `User.a: ${dependent}`],
  ])('%s', (_what, first, second, message) => {
    expect(() => merged([first], [second])).toThrow(expect.objectContaining({ code: 'transaction.cannotMerge', message }))
  })

  test.each<[what: string, first: UpdateAction, second: UpdateAction, path: string]>([
    ['a part of what was removed', unset('a'), at(['a', 'b']), 'a.b'],
    ['a part of what was set and is no map', set('a', one), at(['a', 'b']), 'a.b'],
    ['an addition to what was set and is no number', set('a', { S: 'x' }), add('a', one), 'a'],
  ])('%s is refused as DynamoDB refuses it', (_what, first, second, path) => {
    expect(() => merged([first], [second])).toThrow(expect.objectContaining({ code: 'update.refused', path }))
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
