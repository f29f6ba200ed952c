import fc from 'fast-check'
import { applyUpdate } from '../../src/expressions/applyUpdate.js'
import type { Path } from '../../src/expressions/Condition.js'
import { equalValues } from '../../src/expressions/equalValues.js'
import type { UpdateAction, UpdateValue } from '../../src/expressions/Update.js'
import type { AttributeValue, Item } from '../../src/vocabulary/AttributeValue.js'
import { engineTable } from './engineTable.js'

const N = (text: string): AttributeValue => ({ N: text })
const S = (text: string): AttributeValue => ({ S: text })
const list = (...texts: string[]): AttributeValue => ({ L: texts.map(S) })
const literal = (value: AttributeValue): UpdateValue => ({ kind: 'literal', value })
const at = (...path: Path): UpdateValue => ({ kind: 'path', path })
const set = (path: Path, value: UpdateValue): UpdateAction => ({ kind: 'set', path, value })
const put = (path: Path, value: AttributeValue): UpdateAction => set(path, literal(value))
const unset = (...path: Path): UpdateAction => ({ kind: 'remove', path })
const add = (path: Path, value: AttributeValue): UpdateAction => ({ kind: 'add', path, value })
const del = (path: Path, value: AttributeValue): UpdateAction => ({ kind: 'delete', path, value })
const plus = (left: UpdateValue, right: UpdateValue): UpdateValue => ({ kind: 'plus', left, right })
const minus = (left: UpdateValue, right: UpdateValue): UpdateValue => ({ kind: 'minus', left, right })
const append = (left: UpdateValue, right: UpdateValue): UpdateValue => ({ kind: 'list-append', left, right })
const orElse = (path: Path, value: UpdateValue): UpdateValue => ({ kind: 'if-not-exists', path, value })

const table = engineTable('updates')
beforeAll(() => table.create())
afterAll(() => table.destroy())

/** What the engine leaves and what the driver leaves. Numbers and sets that are written differently and mean the same are given as one. */
async function outcomes(item: Item, actions: readonly UpdateAction[]): Promise<{ engine: Item | 'refused'; driver: Item | 'refused' }> {
  const engine = await table.updated(item, actions).catch((error: Error) => {
    if (error.name !== 'ValidationException') throw error
    return 'refused' as const
  })
  const driver = driverOutcome(item, actions)
  const same = engine !== 'refused' && driver !== 'refused' && equalValues({ M: engine }, { M: driver })
  return { engine, driver: same ? engine : driver }
}

function driverOutcome(item: Item, actions: readonly UpdateAction[]): Item | 'refused' {
  try {
    return applyUpdate(actions, item)
  } catch (error) {
    if ((error as { code?: string }).code !== 'update.refused') throw error
    return 'refused'
  }
}

const nines = '9'.repeat(38)

describe('an update leaves what the engine leaves', () => {
  test.each<[string, Item, UpdateAction[]]>([
    ['SET', {}, [put(['a'], S('x')), put(['b'], { NULL: true })]],
    ['SET from another attribute, as it was', { a: N('1'), b: N('2') }, [set(['a'], at('b')), set(['b'], at('a'))]],
    ['SET of a copy and a change within', { a: { M: { x: N('1') } } }, [set(['b'], at('a')), put(['a', 'x'], N('3'))]],
    ['plus', { a: N('0.1') }, [set(['a'], plus(at('a'), literal(N('0.2'))))]],
    ['minus', { a: N('5') }, [set(['a'], minus(at('a'), literal(N('-7.50'))))]],
    ['minus to zero', { a: N('1e2') }, [set(['a'], minus(at('a'), literal(N('100.0'))))]],
    ['plus of two attributes', { a: N('1e20'), b: N('1e-17') }, [set(['c'], plus(at('a'), at('b')))]],
    ['a counter that is not there yet', {}, [set(['a'], plus(orElse(['a'], literal(N('0'))), literal(N('1'))))]],
    ['a counter that is there', { a: N('41') }, [set(['a'], plus(orElse(['a'], literal(N('0'))), literal(N('1'))))]],
    ['if_not_exists within if_not_exists', { c: S('c') }, [set(['a'], orElse(['b'], at('c')))]],
    ['if_not_exists of what is there', { b: S('b'), c: S('c') }, [set(['a'], orElse(['b'], orElse(['d'], at('c'))))]],
    ['list_append', { a: list('0') }, [set(['a'], append(at('a'), literal(list('1', '2'))))]],
    ['list_append in front', { a: list('0') }, [set(['a'], append(literal(list('1', '2')), at('a')))]],
    ['list_append to what is not there', {}, [set(['a'], append(orElse(['a'], literal(list())), literal(list('1'))))]],
    ['a position of a list', { a: list('0', '1') }, [put(['a', 1], S('x'))]],
    ['positions beyond the end, backwards', { a: list('0') }, [put(['a', 10], S('10')), put(['a', 5], S('5'))]],
    ['positions swapped', { a: list('0', '1') }, [set(['a', 0], at('a', 1)), set(['a', 1], at('a', 0))]],
    ['a position replaced and another removed', { a: list('0', '1', '2') }, [put(['a', 1], S('x')), unset('a', 0)]],
    ['an addition at the end and a removal', { a: list('0', '1') }, [put(['a', 7], S('x')), unset('a', 0)]],
    ['an addition at the end and the removal of nothing there', { a: list('0', '1') }, [put(['a', 2], S('x')), unset('a', 3)]],
    ['positions removed', { a: list('0', '1', '2', '3') }, [unset('a', 0), unset('a', 2), unset('a', 9)]],
    ['positions of nested lists removed', { a: { L: [list('00'), list('10', '11')] } }, [unset('a', 0), unset('a', 1, 0)]],
    ['a position past the tenth', { a: list('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b') }, [unset('a', 2), unset('a', 10)]],
    ['members of maps', { a: { M: { b: { M: { c: N('1') } } } } }, [put(['a', 'b', 'd'], N('2')), unset('a', 'b', 'c'), put(['a', 'x'], N('3'))]],
    ['a map within a list', { a: { L: [{ M: { b: N('1') } }] } }, [add(['a', 0, 'b'], N('1')), put(['a', 0, 'c'], S('c'))]],
    ['names with dots and brackets', { 'a.b': { M: { '[0]': N('1') } } }, [add(['a.b', '[0]'], N('1'))]],
    ['REMOVE of nothing', {}, [unset('a')]],
    ['REMOVE of a member that is not there', { a: { M: {} } }, [unset('a', 'b')]],
    ['ADD to nothing', {}, [add(['a'], N('1e2'))]],
    ['ADD to a number', { a: N('-1') }, [add(['a'], N('1'))]],
    ['ADD beyond the end of a list', { a: list() }, [add(['a', 4], N('1'))]],
    ['ADD to 38 nines', { a: N(nines) }, [add(['a'], N('1'))]],
    ['ADD at the last of 38 digits', { a: N('1') }, [add(['a'], N('1e-37'))]],
    ['ADD of the smallest', { a: N('0') }, [add(['a'], N('-1e-130'))]],
    ['ADD of a set to nothing', {}, [add(['a'], { SS: ['x'] })]],
    ['ADD of texts', { a: { SS: ['x'] } }, [add(['a'], { SS: ['x', 'y'] })]],
    ['ADD of numbers written otherwise', { a: { NS: ['1', '100'] } }, [add(['a'], { NS: ['1e2', '2'] })]],
    ['ADD of binary', { a: { BS: [Uint8Array.from([1])] } }, [add(['a'], { BS: [Uint8Array.from([1]), Uint8Array.from([2])] })]],
    ['DELETE', { a: { SS: ['x', 'y'] } }, [del(['a'], { SS: ['y', 'z'] })]],
    ['DELETE of numbers written otherwise', { a: { NS: ['1', '100'] } }, [del(['a'], { NS: ['1e2'] })]],
    ['DELETE of all members', { a: { SS: ['x'] }, b: S('b') }, [del(['a'], { SS: ['x'] })]],
    ['DELETE of all members of a set in a list', { a: { L: [{ SS: ['x'] }, S('b')] } }, [del(['a', 0], { SS: ['x'] })]],
    ['DELETE from nothing', {}, [del(['a'], { SS: ['x'] })]],
    ['DELETE beyond a list', { a: list() }, [del(['a', 3], { SS: ['x'] })]],
    ['all four at once', { a: N('1'), b: N('2'), c: N('3'), d: { SS: ['x', 'y'] } }, [unset('b'), put(['e'], S('e')), add(['c'], N('1')), del(['d'], { SS: ['x'] }), set(['a'], at('b'))]],
  ])('%s', async (_, item, actions) => {
    const before = structuredClone(item)
    const { engine, driver } = await outcomes(item, actions)
    expect(driver).toEqual(engine)
    expect(driver).not.toBe('refused')
    expect(item).toEqual(before)
  })
})

describe('an update is refused where the engine refuses it', () => {
  test.each<[string, Item, UpdateAction[], string]>([
    ['SET within nothing', {}, [put(['a', 'b'], N('1'))], 'a.b: the path leads to nothing that is stored. Set the map or list that holds it first.'],
    ['SET within a text', { a: S('x') }, [put(['a', 0], N('1'))], 'a[0]: the path leads to nothing that is stored. Set the map or list that holds it first.'],
    ['SET of a member of a list', { a: list('x') }, [put(['a', 'b'], N('1'))], 'a.b: the path leads to nothing that is stored. Set the map or list that holds it first.'],
    ['SET from nothing', {}, [set(['a'], at('b', 'c', 0))], 'a: b.c[0] does not exist. Use if_not_exists.'],
    ['what would stand in is not there, even if nothing has to', { b: N('1') }, [set(['a'], orElse(['b'], at('c')))], 'a: c does not exist. Use if_not_exists.'],
    ['SET from what the update itself sets', { a: { M: {} } }, [put(['a', 'b'], N('1')), set(['a', 'c'], at('a', 'b'))], 'a.c: a.b does not exist. Use if_not_exists.'],
    ['a counter that is not there', {}, [set(['a'], plus(at('a'), literal(N('1'))))], 'a: a does not exist. Use if_not_exists.'],
    ['text plus a number', { a: S('1') }, [set(['a'], plus(at('a'), literal(N('1'))))], 'a: only numbers can be added or subtracted. Set a number instead.'],
    ['a number minus text', { a: N('1') }, [set(['a'], minus(at('a'), literal(S('1'))))], 'a: only numbers can be added or subtracted. Set a number instead.'],
    ['list_append to text', { a: S('x') }, [set(['a'], append(at('a'), literal(list('x'))))], 'a: only lists can be appended. Set a list instead.'],
    ['the same path twice', {}, [put(['a'], N('1')), unset('a')], 'a: another action of the update changes a. Change each value once.'],
    ['a path and a part of it', { a: { M: {} } }, [put(['a', 'b'], N('1')), put(['a'], N('1'))], 'a: another action of the update changes a.b. Change each value once.'],
    ['a map that is a list too', { a: { M: {} } }, [put(['a', 'b'], N('1')), put(['a', 0], N('1'))], 'a[0]: another action of the update changes a.b. Change each value once.'],
    ['REMOVE within nothing', {}, [unset('a', 'b')], 'a.b: the path leads to nothing that is stored. Set the map or list that holds it first.'],
    ['REMOVE within a map that is no list', { a: { M: {} } }, [unset('a', 0)], 'a[0]: the path leads to nothing that is stored. Set the map or list that holds it first.'],
    ['ADD to NULL', { a: { NULL: true } }, [add(['a'], N('1'))], 'a: only numbers can be added or subtracted. Set a number instead.'],
    ['ADD of text', {}, [add(['a'], S('x'))], 'a: only numbers and sets can be added. Set other values.'],
    ['ADD of texts to numbers', { a: { NS: ['1'] } }, [add(['a'], { SS: ['1'] })], 'a: a set takes members of its own type. Set the attribute instead.'],
    ['ADD of a set to a number', { a: N('1') }, [add(['a'], { NS: ['1'] })], 'a: a set takes members of its own type. Set the attribute instead.'],
    ['ADD beyond 38 digits', { a: N(nines) }, [add(['a'], N('0.1'))], 'a: the result cannot be stored, since a number has 38 digits at most.'],
    ['ADD across the range', { a: N('1e125') }, [add(['a'], N('1e-130'))], 'a: the result cannot be stored, since a number has 38 digits at most.'],
    ['ADD beyond the largest', { a: N('9e125') }, [add(['a'], N('1e125'))], 'a: the result cannot be stored, since a number lies between 1E-130 and 9.9E+125, or is zero.'],
    ['minus below the smallest', { a: N('1.5e-130') }, [set(['a'], minus(at('a'), literal(N('1e-130'))))], 'a: the result cannot be stored, since a number lies between 1E-130 and 9.9E+125, or is zero.'],
    ['DELETE of a number', { a: N('1') }, [del(['a'], N('1'))], 'a: only members of sets can be deleted. Remove other values.'],
    ['DELETE of texts from numbers', { a: { NS: ['1'] } }, [del(['a'], { SS: ['1'] })], 'a: a set has members of its own type. Remove the attribute instead.'],
    ['DELETE within nothing', {}, [del(['a', 'b'], { SS: ['1'] })], 'a.b: the path leads to nothing that is stored. Set the map or list that holds it first.'],
  ])('%s', async (_, item, actions, message) => {
    expect(await outcomes(item, actions)).toEqual({ engine: 'refused', driver: 'refused' })
    expect(() => applyUpdate(actions, item)).toThrow(expect.objectContaining({ code: 'update.refused', message }))
  })
})

test('any update of lists, maps, sets and numbers leaves what the engine leaves', async () => {
  const value = fc.constantFrom<AttributeValue[]>(N('1'), N('-2.5'), N('1e37'), S('x'), { SS: ['x', 'y'] }, { NS: ['1', '2.0'] }, list('p', 'q'), { M: { m: N('1'), n: list('r') } }, { L: [{ M: { m: S('s') } }, { SS: ['x'] }] })
  const path = fc.tuple(fc.constantFrom('a', 'b'), fc.array(fc.constantFrom<(string | number)[]>('m', 'n', 0, 1, 3), { maxLength: 2 })).map(([name, rest]): Path => [name, ...rest])
  const item = fc.record<Item>({ a: value, b: value }, { requiredKeys: [] })
  const right = fc.oneof(
    value.map(literal),
    path.map((one): UpdateValue => at(...one)),
    fc.tuple(path, value).map(([one, other]) => orElse(one, literal(other))),
    fc.tuple(path, path).filter(([one, other]) => one.join() !== other.join()).map(([one, other]) => orElse(one, at(...other))),
    fc.tuple(path, fc.constantFrom(N('1'), N('-0.5'), N('1e-3'))).map(([one, other]) => plus(at(...one), literal(other))),
    fc.tuple(path, fc.constantFrom(N('1'), N('1e-3'))).map(([one, other]) => minus(orElse(one, literal(N('0'))), literal(other))),
    path.map((one) => append(at(...one), literal(list('z')))),
  )
  const action = fc.oneof(
    fc.tuple(path, right).map(([one, other]) => set(one, other)),
    path.map((one) => unset(...one)),
    fc.tuple(path, fc.constantFrom<AttributeValue[]>(N('1'), N('0.001'), { SS: ['y', 'z'] }, { NS: ['2', '3'] })).map(([one, other]) => add(one, other)),
    fc.tuple(path, fc.constantFrom<AttributeValue[]>({ SS: ['x', 'z'] }, { NS: ['2'] })).map(([one, other]) => del(one, other)),
  )
  await fc.assert(fc.asyncProperty(item, fc.array(action, { minLength: 1, maxLength: 3 }), async (before, actions) => {
    const { engine, driver } = await outcomes(before, actions)
    expect(driver).toEqual(engine)
  }), { numRuns: 300 })
}, 60_000)
