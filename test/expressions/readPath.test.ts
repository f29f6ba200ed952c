import { pathText } from '../../src/expressions/pathText.js'
import { readPath } from '../../src/expressions/readPath.js'

test.each<[string, readonly (string | number)[]]>([
  ['a', ['a']],
  ['a.b', ['a', 'b']],
  ['list[0]', ['list', 0]],
  ['lines[12].quantity', ['lines', 12, 'quantity']],
  ['a[0][1].b.c[2]', ['a', 0, 1, 'b', 'c', 2]],
  ['first-name.\u00fc \u{1f600}.0', ['first-name', '\u00fc \u{1f600}', '0']],
])('%s is a path, and written again it is the same', (text, segments) => {
  expect(readPath(text)).toEqual(segments)
  expect(pathText(readPath(text)!)).toBe(text)
})

test.each(['', '.', '.a', 'a.', 'a..b', '[0]', '[0].a', 'a.[0]', 'a[', 'a[]', 'a[x]', 'a[-1]', 'a[1', 'a]', 'a[0]b', 'a[0'])('%j is none', (text) => {
  expect(readPath(text)).toBeUndefined()
})
