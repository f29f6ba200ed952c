import { faultsOf, longFiles, rooms } from './rooms.js'
import { importsOf } from './scan.js'
import { readSources, sourceOf } from './sources.js'

describe('the house', () => {
  const sources = readSources()

  test.each(Object.keys(rooms))('%s keeps to its floor', (room) => {
    expect(sources.filter((source) => source.room === room).flatMap(faultsOf)).toEqual([])
  })

  test('there is no room but those of the table', () => {
    expect(sources.filter((source) => !(source.room in rooms)).flatMap(faultsOf)).toEqual([])
  })

  test('the list of long files names only files that are there', () => {
    expect(Object.keys(longFiles).filter((path) => sources.every((source) => source.path !== path))).toEqual([])
  })
})

describe('faultsOf', () => {
  test.each([
    ['planner/x.ts', "import { a } from '../codec/a.js'", []],
    ['planner/x.ts', "import { a } from '../client/a.js'", ['planner/x.ts: planner (floor 3) imports client (floor 5)']],
    ['decorators/x.ts', "import { a } from '../metadata/a.js'", []],
    ['metadata/x.ts', "import { a } from '../decorators/a.js'", ['metadata/x.ts: metadata (floor 1) imports decorators (floor 1)']],
    ['typeorm/model/x.ts', "import { a } from '../../metadata/a.js'", []],
    ['typeorm/model/x.ts', "import { a } from '../../index.js'", ['typeorm/model/x.ts: imports ../../index.js, and only users import the barrel']],
    ['attic/x.ts', '', ['attic/x.ts: the room attic is not in the table']],
    ['x.ts', '', ['x.ts: the room src is not in the table']],
    ['index.ts', "export * from './attic/a.js'", []],
    ['codec/x.ts', "import { a } from './a'", ['codec/x.ts: ./a does not end in .js']],
    ['codec/x.ts', "import type { A } from '@aws-sdk/client-dynamodb'", []],
    ['codec/x.ts', "import { type A, type B } from '@aws-sdk/client-dynamodb'", []],
    ['codec/x.ts', "import { type A, b } from '@aws-sdk/client-dynamodb'", ['codec/x.ts: codec imports values of @aws-sdk/client-dynamodb']],
    ['client/x.ts', "import { a } from '@aws-sdk/client-dynamodb'", []],
    ['client/x.ts', "import type { A } from 'typeorm'", ['client/x.ts: client imports types of typeorm']],
    ['errors/x.ts', "import { A } from 'typeorm'", []],
    ['typeorm/x.ts', "import type { A } from 'express'", ['typeorm/x.ts: typeorm imports types of express']],
    ['planner/x.ts', 'export async function a() { await b }', ['planner/x.ts: floor 3 waits (async, await or Promise)']],
    ['planner/x.ts', "// async\nconst a = 'await' /* Promise */", []],
    ['codec/x.ts', 'const a = Date.now()', ['codec/x.ts: floor 2 reads the clock']],
    ['codec/x.ts', 'const a = `${process.env.A}`', []],
    ['metadata/index.ts', 'export const a = 1', ['metadata/index.ts: src/index.ts is the only barrel']],
    ['metadata/x.ts', "export * from './a.js'", ['metadata/x.ts: src/index.ts is the only barrel']],
    ['codec/x.ts', 'export enum A { B }', ['codec/x.ts: declares an enum, which a union or an `as const` table replaces']],
    ['codec/x.ts', 'a\n'.repeat(251), ['codec/x.ts: 251 lines, and 250 is the end']],
    ['codec/x.ts', `${'a\n'.repeat(250)}/**\n * doc\n */\n`, []],
    ['typeorm/x.ts', 'a\n'.repeat(400), []],
  ])('%s: %j', (path, text, faults) => {
    expect(faultsOf(sourceOf(path, text))).toEqual(faults)
  })
})

describe('importsOf', () => {
  test.each([
    ["import a from 'a'", [{ from: 'a', typeOnly: false }]],
    ["import 'a'", [{ from: 'a', typeOnly: false }]],
    ["import * as a from \"a\"", [{ from: 'a', typeOnly: false }]],
    ["import {\n  a,\n  b,\n} from 'a'\nimport type { C } from 'c'", [{ from: 'a', typeOnly: false }, { from: 'c', typeOnly: true }]],
    ["export { a } from 'a'", [{ from: 'a', typeOnly: false }]],
    ["export type { A } from 'a'", [{ from: 'a', typeOnly: true }]],
    ["export const a = 'b'", []],
    ["const a = require('a')", [{ from: 'a', typeOnly: false }]],
    ["const a = await import('a')", [{ from: 'a', typeOnly: false }]],
    ["let a: typeof import('a')", [{ from: 'a', typeOnly: true }]],
    ["// import { a } from 'a'", []],
    ["/** import { a } from 'a' */", []],
    ["const a = 'from'\nconst b = 'b'", []],
  ])('%j', (text, imports) => {
    expect(importsOf(text)).toEqual(imports)
  })
})
