import { notExists } from '../../src/expressions/conditions.js'
import type { UpdateAction } from '../../src/expressions/Update.js'
import { batchChunks } from '../../src/planner/batchChunks.js'
import { keyIdentity } from '../../src/planner/keyIdentity.js'
import { repeatability } from '../../src/planner/repeatability.js'
import type { SingleWritePlan } from '../../src/planner/WritePlan.js'
import { wroteAlready } from '../../src/planner/wroteAlready.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'

const key = { id: { S: '1' } }
const one = { kind: 'literal', value: { N: '1' } } as const
const condition = notExists('id')
const update = (...actions: UpdateAction[]): SingleWritePlan => ({ kind: 'update', table: 't', key, actions })
const ifNotExists = (path: string): UpdateAction => ({ kind: 'set', path: ['a'], value: { kind: 'if-not-exists', path: [path], value: one } })

describe('repeatability', () => {
  test.each<[string, SingleWritePlan, string, string]>([
    ['a put', { kind: 'put', table: 't', key, item: key }, 'safe', 'comparable'],
    ['a delete', { kind: 'delete', table: 't', key }, 'safe', 'comparable'],
    ['a delete that tells what was there', { kind: 'delete', table: 't', key, returns: 'old' }, 'unsafe', 'unsafe'],
    ['SET that tells what was there', { ...update({ kind: 'set', path: ['a'], value: one }), returns: 'updated-old' } as SingleWritePlan, 'unsafe', 'unsafe'],
    ['SET that tells what it leaves', { ...update({ kind: 'set', path: ['a'], value: one }), returns: 'updated-new' } as SingleWritePlan, 'safe', 'comparable'],
    ['SET of a literal', update({ kind: 'set', path: ['a'], value: one }), 'safe', 'comparable'],
    ['SET in a map of a list', update({ kind: 'set', path: ['a', 0, 'b'], value: one }), 'safe', 'comparable'],
    ['SET at a position of a list', update({ kind: 'set', path: ['a', 0], value: one }), 'unsafe', 'unsafe'],
    ['SET from another attribute', update({ kind: 'set', path: ['a'], value: { kind: 'path', path: ['b'] } }), 'unsafe', 'unsafe'],
    ['SET a + 1', update({ kind: 'set', path: ['a'], value: { kind: 'plus', left: { kind: 'path', path: ['a'] }, right: one } }), 'unsafe', 'unsafe'],
    ['SET a - 1', update({ kind: 'set', path: ['a'], value: { kind: 'minus', left: { kind: 'path', path: ['a'] }, right: one } }), 'unsafe', 'unsafe'],
    ['list_append', update({ kind: 'set', path: ['a'], value: { kind: 'list-append', left: { kind: 'path', path: ['a'] }, right: { kind: 'literal', value: { L: [] } } } }), 'unsafe', 'unsafe'],
    ['if_not_exists of itself', update(ifNotExists('a')), 'safe', 'unsafe'],
    ['if_not_exists of another', update(ifNotExists('b')), 'unsafe', 'unsafe'],
    ['REMOVE', update({ kind: 'remove', path: ['a'] }), 'safe', 'comparable'],
    ['REMOVE of a position of a list', update({ kind: 'remove', path: ['a', 0] }), 'unsafe', 'unsafe'],
    ['ADD of a number', update({ kind: 'add', path: ['a'], value: { N: '1' } }), 'unsafe', 'unsafe'],
    ['ADD to a set', update({ kind: 'add', path: ['a'], value: { SS: ['x'] } }), 'safe', 'comparable'],
    ['DELETE from a set', update({ kind: 'delete', path: ['a'], value: { SS: ['x'] } }), 'safe', 'comparable'],
    ['one unsafe action among safe ones', update({ kind: 'remove', path: ['b'] }, { kind: 'add', path: ['a'], value: { N: '1' } }), 'unsafe', 'unsafe'],
  ])('%s', (_, plan, plain, conditional) => {
    expect([repeatability(plan), repeatability({ ...plan, condition })]).toEqual([plain, conditional])
  })
})

describe('wroteAlready', () => {
  const changed = update({ kind: 'set', path: ['a', 'b'], value: one }, { kind: 'remove', path: ['c'] })
  test.each<[string, SingleWritePlan, Item | undefined, boolean]>([
    ['a put finds its item', { kind: 'put', table: 't', key, item: { ...key, n: { N: '1.0' }, s: { SS: ['a', 'b'] } } }, { s: { SS: ['b', 'a'] }, n: { N: '1' }, ...key }, true],
    ['a put finds more than its item', { kind: 'put', table: 't', key, item: key }, { ...key, n: { N: '1' } }, false],
    ['a put finds nothing', { kind: 'put', table: 't', key, item: key }, undefined, false],
    ['an update finds its values', changed, { ...key, a: { M: { b: { N: '1' } } }, other: { S: 'x' } }, true],
    ['an update finds another value', changed, { ...key, a: { M: { b: { N: '2' } } } }, false],
    ['an update finds what it removed', changed, { ...key, a: { M: { b: { N: '1' } } }, c: { S: 'x' } }, false],
    ['an update finds nothing', changed, undefined, false],
    ['an update finds the members that it added', update({ kind: 'add', path: ['a'], value: { SS: ['x'] } }), { a: { SS: ['y', 'x'] } }, true],
    ['an update misses a member', update({ kind: 'add', path: ['a'], value: { SS: ['x', 'z'] } }), { a: { SS: ['x'] } }, false],
    ['an update finds members gone', update({ kind: 'delete', path: ['a'], value: { NS: ['1'] } }), { a: { NS: ['2'] } }, true],
    ['an update finds members still there', update({ kind: 'delete', path: ['a'], value: { NS: ['1'] } }), { a: { NS: ['1.0'] } }, false],
    ['a delete finds nothing', { kind: 'delete', table: 't', key }, undefined, true],
    ['a delete finds an item', { kind: 'delete', table: 't', key }, key, false],
  ])('%s', (_, plan, stored, expected) => {
    expect(wroteAlready(plan, stored)).toBe(expected)
  })
})

describe('keyIdentity', () => {
  test.each<[Item, Item, boolean]>([
    [{ a: { S: '1' }, b: { N: '1' } }, { b: { N: '1.0' }, a: { S: '1' } }, true],
    [{ a: { N: '1e2' } }, { a: { N: '100' } }, true],
    [{ a: { S: '1' } }, { a: { N: '1' } }, false],
    [{ a: { B: new Uint8Array([1, 2]) } }, { a: { B: Buffer.from([1, 2]) } }, true],
    [{ a: { S: 'x","b' } }, { a: { S: 'x' } }, false],
  ])('%j and %j', (one, other, same) => {
    expect(keyIdentity('t', one) === keyIdentity('t', other)).toBe(same)
  })
})

describe('batchChunks', () => {
  const sizes = (counts: readonly number[]): number[] =>
    [...batchChunks(counts.map((bytes, position) => ({ kind: 'put' as const, table: 't', key, item: { id: { S: String(position) }, text: { S: 'x'.repeat(bytes) } } })))].map((chunk) => chunk.length)

  test.each<[string, number[], number[]]>([
    ['nothing', [], []],
    ['25 to a chunk', Array<number>(51).fill(1), [25, 25, 1]],
    ['16 MB to a chunk', Array<number>(5).fill(7 * 1024 * 1024), [2, 2, 1]],
  ])('%s', (_, counts, expected) => {
    expect(sizes(counts)).toEqual(expected)
  })
})
