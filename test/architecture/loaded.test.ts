import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'

/** What a fresh process prints, on this line of TypeORM. */
const printed = (...args: readonly string[]): string[][] => JSON.parse(execFileSync(process.execPath, args, {
  cwd: join(__dirname, '..', '..'), encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1', TYPEORM_FOLDER: dirname(require.resolve('typeorm')) },
}))

test('importing the package and its first operations load nothing but TypeORM, the client and its middleware, and OpenTelemetry where it is installed', () => {
  const compiler = ['-r', './test/support/runTypeScript.cjs']
  const [usual] = printed(...compiler, 'test/support/loadedPackages.ts', 'typeorm', '@aws-sdk/client-dynamodb')
  const [imported, worked] = printed(...compiler, 'test/support/firstOperation.ts')
  expect(imported!.filter((name) => !usual!.includes(name))).toEqual([])
  expect(worked!.filter((name) => !usual!.includes(name))).toEqual(['@opentelemetry/api'])
})
