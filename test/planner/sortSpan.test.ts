import { compare } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { isSameSpan, spanAround, spanCondition, spanOf, type SortSpan } from '../../src/planner/sortSpan.js'

const S = (text: string): { S: string } => ({ S: text })
const sk = (operator: Parameters<typeof compare>[0], ...texts: readonly string[]): Condition => compare(operator, 'sk', ...texts.map(S))

test.each<[readonly Condition[], SortSpan]>([
  [[], {}],
  [[sk('=', 'PROFILE')], { from: 'PROFILE', to: 'PROFILE' }],
  [[sk('begins_with', 'ADDRESS#')], { from: 'ADDRESS#', to: 'ADDRESS$' }],
  [[sk('begins_with', 'A\u{1F600}')], { from: 'A\u{1F600}' }],
  [[sk('begins_with', 'A~')], { from: 'A~' }],
  [[sk('between', 'A#1', 'A#5$')], { from: 'A#1', to: 'A#5$' }],
  [[sk('>', 'A')], { from: 'A' }],
  [[sk('>=', 'A')], { from: 'A' }],
  [[sk('<', 'B')], { to: 'B' }],
  [[sk('<=', 'B')], { to: 'B' }],
  [[sk('=', 'A'), sk('=', 'B')], {}],
])('what %j lets through', (conditions, span) => {
  expect(spanOf(conditions)).toEqual(span)
})

test.each<[readonly SortSpan[], SortSpan, readonly Condition[]]>([
  [[{ from: 'ADDRESS#', to: 'ADDRESS$' }, { from: 'PROFILE', to: 'PROFILE' }], { from: 'ADDRESS#', to: 'PROFILE' }, [sk('between', 'ADDRESS#', 'PROFILE')]],
  [[{ from: 'A', to: 'A' }, { from: 'A', to: 'A' }], { from: 'A', to: 'A' }, [sk('=', 'A')]],
  [[{ from: 'A', to: 'B' }, {}], {}, []],
  [[{ from: 'A' }, { from: '0', to: 'B' }], { from: '0', to: undefined }, [sk('>=', '0')]],
  [[{ to: 'A' }, { from: '0', to: 'B' }], { from: undefined, to: 'B' }, [sk('<=', 'B')]],
  // By bytes, not by the units of JavaScript's strings.
  [[{ from: '\u{1F600}', to: '\u{1F600}' }, { from: '\uffe0', to: '\uffe0' }], { from: '\uffe0', to: '\u{1F600}' }, [sk('between', '\uffe0', '\u{1F600}')]],
])('around %j lies %j', (spans, around, condition) => {
  expect(spanAround(spans)).toEqual(around)
  expect(spanCondition('sk', around)).toEqual(condition)
  expect(spans.some((span) => isSameSpan(span, around))).toBe(spans.some((span) => (span.from ?? '') === (around.from ?? '') && (span.to ?? '') === (around.to ?? '')))
})
