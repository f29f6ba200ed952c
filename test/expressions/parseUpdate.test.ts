import { parseUpdate } from '../../src/expressions/parseUpdate.js'
import { Placeholders } from '../../src/expressions/Placeholders.js'
import { renderUpdate } from '../../src/expressions/renderUpdate.js'

const names = { '#n': 'name', '#odd': 'an odd-name' }
const values = { ':a': { S: 'a' }, ':n': { N: '1' }, ':set': { SS: ['x'] }, ':list': { L: [] } }

/** What is read, written again with its names. */
function again(text: string): string {
  const placeholders = new Placeholders()
  return renderUpdate(parseUpdate(text, { names, values }), placeholders).replace(/#\d+/g, (alias) => placeholders.names![alias]!)
}

test.each([
  ['SET #n = :a', 'SET name = :0'],
  ['set status=:a,total = total + :n , left = left-:n', 'SET status = :0, total = total + :1, left = left - :2'],
  ['SET a.b[2].c = if_not_exists(a.b[2].c, :n)', 'SET a.b[2].c = if_not_exists(a.b[2].c, :0)'],
  ['SET log = list_append(if_not_exists(log, :list), :list)', 'SET log = list_append(if_not_exists(log, :0), :1)'],
  ['REMOVE x, #odd  ADD hits :n DELETE tags :set', 'REMOVE x, an odd-name ADD hits :0 DELETE tags :1'],
])('%s', (text, expected) => {
  expect(again(text)).toBe(expected)
})

test.each([
  ['', 'expected SET, REMOVE, ADD or DELETE'],
  ['SET', 'expected the name of an attribute'],
  ['SET a', 'expected ='],
  ['SET a = ', 'expected the name of an attribute'],
  ["SET a = 'text'", 'position 8'],
  ['SET a = :missing', 'names :missing, which has no value'],
  ['SET #missing = :a', 'names #missing, which stands for nothing'],
  ['SET a = size(b)', 'expected if_not_exists or list_append'],
  ['ADD a 5', 'expected the placeholder of a value'],
  ['SET a = :a DROP b', 'position 12'],
  ['SET a[x] = :a', 'expected a position in a list'],
  ['SET a = :constructor', 'has no value'],
])('%s is refused', (text, message) => {
  expect(() => parseUpdate(text, { names, values })).toThrow(message)
})
