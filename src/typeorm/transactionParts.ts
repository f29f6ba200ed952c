import { AsyncLocalStorage } from 'node:async_hooks'
import type { DynamoQueryRunner } from './DynamoQueryRunner.js'

/** A transaction within the transaction of a runner, while it is under way. */
interface Part {
  readonly outer: Part | undefined
  readonly ended: Promise<void>
}

const flow = new AsyncLocalStorage<Part>()
const underWay = new WeakMap<DynamoQueryRunner, Part[]>()

/**
 * Runs a transaction within another once none is under way beside it: parts of a transaction lie within one another, so that one
 * that fails takes back nothing of another.
 */
export async function inPart<T>(runner: DynamoQueryRunner, work: () => Promise<T>): Promise<T> {
  const parts = underWay.get(runner) ?? []
  underWay.set(runner, parts)
  for (let beside = besideOf(parts); beside !== undefined; beside = besideOf(parts)) await beside.ended
  let end = (): void => undefined
  const part: Part = { outer: flow.getStore(), ended: new Promise((resolve) => { end = resolve }) }
  parts.push(part)
  try {
    return await flow.run(part, work)
  } finally {
    parts.splice(parts.indexOf(part), 1)
    end()
  }
}

/** The innermost part under way, unless it is the one that this flow is in. */
function besideOf(parts: readonly Part[]): Part | undefined {
  let own = flow.getStore()
  while (own !== undefined && !parts.includes(own)) own = own.outer
  const innermost = parts.at(-1)
  return innermost === own ? undefined : innermost
}
