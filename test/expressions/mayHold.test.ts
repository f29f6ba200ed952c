import { all, any, compare, exists, not, notExists } from '../../src/expressions/conditions.js'
import type { Condition } from '../../src/expressions/Condition.js'
import { mayHold } from '../../src/expressions/mayHold.js'

const S = (text: string): { S: string } => ({ S: text })
const item = { id: S('1'), status: S('done') }
/** All is known of the id and the status, and that there is no city. */
const certain = new Set(['id', 'status', 'city'])

const holds = compare('=', 'status', S('done'))
const fails = compare('=', 'status', S('open'))
const unknown = compare('=', 'note', S('x'))
const raw: Condition = { kind: 'raw', text: '#s = :v', names: { '#s': 'status' }, values: { ':v': S('open') } }
const both: Condition = { kind: 'comparison', operator: '=', operand: { kind: 'path', path: ['status'] }, values: [{ kind: 'path', path: ['note'] }] }

test.each<[string, Condition, boolean]>([
  ['what is known to hold', holds, true],
  ['what is known to fail', fails, false],
  ['what is not known', unknown, true],
  ['the absence of what is known to be absent', notExists('city'), true],
  ['the presence of what is known to be absent', exists('city'), false],
  ['all, where one fails', all([unknown, fails]), false],
  ['all, where none is known to fail', all([unknown, holds]), true],
  ['any, where one is not known', any([fails, unknown]), true],
  ['any, where all fail', any([fails, exists('city')]), false],
  ['nothing', any([]), false],
  ['everything', all([]), true],
  ['not what holds', not(holds), false],
  ['not what is not known', not(unknown), true],
  ['not any that holds', not(any([unknown, holds])), false],
  ['not all of what may hold', not(all([unknown, holds])), true],
  ['text of the caller\'s own', raw, true],
  ['not such text', not(raw), true],
  ['such text beside what fails', all([raw, fails]), false],
  ['a comparison with what is not known', both, true],
])('%s', (_name, condition, expected) => {
  expect(mayHold(condition, item, certain)).toBe(expected)
})
