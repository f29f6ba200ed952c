import type { QueryRunner } from 'typeorm'
import { DynamoQueryRunner } from '../../src/typeorm/DynamoQueryRunner.js'
import { refusedAtOnce, refusedMethods, type RefusedMethod } from '../../src/typeorm/tables/refusedMethods.js'
import { UnsupportedError } from '../../src/errors/unsupported.js'

type Offered = Exclude<keyof QueryRunner, RefusedMethod>

/** Names that are in neither list: the type check fails at the first. */
type Forgotten = Exclude<keyof QueryRunner, keyof DynamoQueryRunner | RefusedMethod>
/** Names that are refused and offered at once, or that TypeORM does not have. */
type Mistaken<Name extends string = RefusedMethod> = Name extends keyof DynamoQueryRunner ? Name : Name extends keyof QueryRunner ? never : Name

const complete: [Forgotten, Mistaken] extends [never, never] ? true : { forgotten: Forgotten; mistaken: Mistaken } = true

/** Never called: what is offered has TypeORM's signatures. */
const asTypeorm = (runner: DynamoQueryRunner): Pick<QueryRunner, Offered> => runner

test('every member of TypeORM\'s query runner is offered or refused: the type check runs over this file', () => {
  expect(complete).toBe(true)
  expect(typeof asTypeorm).toBe('function')
})

const runner = Object.create(DynamoQueryRunner.prototype) as Record<string, () => unknown>

test.each(Object.entries(refusedMethods).flatMap(([feature, names]) => names.map((name) => [name, feature])))('%s is refused by name', async (name, feature) => {
  const failure = await Promise.resolve(runner[name]!()).then(() => undefined, (error: unknown) => error)
  expect(failure).toBeInstanceOf(UnsupportedError)
  expect((failure as Error).message).toMatch(new RegExp(`^${name}: this driver does not support ${feature}\\. [A-Z]`))
})

test.each(Object.entries(refusedAtOnce).flatMap(([feature, names]) => names.map((name) => [name, feature])))('%s is refused by name, at once', (name, feature) => {
  expect(() => runner[name]!()).toThrow(`${name}: this driver does not support ${feature}.`)
})
