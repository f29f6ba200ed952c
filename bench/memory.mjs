import { fork } from 'node:child_process'
import { once } from 'node:events'

/** What a process holds while so many items are written and then paged, in MiB, sampled twenty times each after a collection. */
export async function memory(items = 1_000_000) {
  const child = fork(new URL('memoryProcess.mjs', import.meta.url), [String(items)], { execArgv: ['--expose-gc'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  const [samples] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`The process that measures memory ended with ${code}.`) })])
  return samples
}

/** How far apart the least and the most are: what the first of all samples lacks is code that is yet to be compiled. */
export const swing = ({ writing, paging }) => {
  const held = [...writing.slice(1), ...paging.slice(1)].map(({ heap }) => heap)
  return Math.max(...held) - Math.min(...held)
}
