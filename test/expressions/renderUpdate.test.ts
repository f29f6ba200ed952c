import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderUpdate } from '../../src/expressions/renderUpdate.js'
import type { UpdateAction } from '../../src/expressions/Update.js'

test('actions of one kind stand together, each in the order given', () => {
  const one = { kind: 'literal', value: { N: '1' } } as const
  const actions: readonly UpdateAction[] = [
    { kind: 'remove', path: ['old'] },
    { kind: 'set', path: ['name'], value: { kind: 'literal', value: { S: 'x' } } },
    { kind: 'add', path: ['tags'], value: { SS: ['a'] } },
    { kind: 'set', path: ['count'], value: { kind: 'plus', left: { kind: 'if-not-exists', path: ['count'], value: one }, right: one } },
    { kind: 'set', path: ['left'], value: { kind: 'minus', left: { kind: 'path', path: ['count'] }, right: one } },
    { kind: 'set', path: ['list', 3, 'name'], value: { kind: 'list-append', left: { kind: 'path', path: ['list', 0] }, right: { kind: 'literal', value: { L: [] } } } },
    { kind: 'delete', path: ['groups'], value: { NS: ['1'] } },
    { kind: 'remove', path: ['list', 1] },
  ]
  const placeholders = new Placeholders()
  expect(renderUpdate(actions, placeholders)).toBe('SET #0 = :0, #1 = if_not_exists(#1, :1) + :2, #2 = #1 - :3, #3[3].#0 = list_append(#3[0], :4) REMOVE #4, #3[1] ADD #5 :5 DELETE #6 :6')
  expect(placeholders.names).toEqual({ '#0': 'name', '#1': 'count', '#2': 'left', '#3': 'list', '#4': 'old', '#5': 'tags', '#6': 'groups' })
  expect(placeholders.values).toEqual({ ':0': { S: 'x' }, ':1': { N: '1' }, ':2': { N: '1' }, ':3': { N: '1' }, ':4': { L: [] }, ':5': { SS: ['a'] }, ':6': { NS: ['1'] } })
})

test('one request\'s expressions share names and never values', () => {
  const placeholders = new Placeholders()
  const text = renderUpdate([{ kind: 'add', path: ['a'], value: { N: '1' } }], placeholders)
  expect([text, renderUpdate([{ kind: 'add', path: ['a'], value: { N: '1' } }], placeholders)]).toEqual(['ADD #0 :0', 'ADD #0 :1'])
})

test('no actions are no text', () => {
  expect(renderUpdate([], new Placeholders())).toBe('')
})
