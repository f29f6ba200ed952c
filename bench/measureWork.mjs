import { startWorker } from './startWorker.mjs'
import { works } from './works.mjs'

/** The yardstick, which is always measured along. */
export const yardstick = 'document-client'

/**
 * Lets every adapter do every work, in turn, round by round, so that what else the machine does meets all of them. By work and
 * adapter: the rounds' microseconds on the clock and of the processor; and the requests of each adapter.
 */
export async function measureWork({ adapters, rounds, ms, warmMs = 400, only = works.map(({ name }) => name) }) {
  const workers = []
  try {
    for (const adapter of adapters) workers.push(await startWorker(adapter))
    const requests = {}
    for (const worker of workers) requests[worker.adapter] = await worker.ask('check')
    const figures = {}
    for (const { name } of works.filter((work) => only.includes(work.name))) {
      const able = workers.filter(({ adapter }) => name in requests[adapter])
      figures[name] = Object.fromEntries(able.map(({ adapter }) => [adapter, { clock: [], processor: [] }]))
      for (const worker of able) await worker.ask('measure', { name, ms: warmMs })
      for (let round = 0; round < rounds; round++) {
        for (const worker of able) {
          const { clock, processor } = await worker.ask('measure', { name, ms })
          figures[name][worker.adapter].clock.push(clock)
          figures[name][worker.adapter].processor.push(processor)
        }
      }
    }
    return { figures, requests }
  } finally {
    for (const worker of workers) worker.stop()
  }
}

/** The least on the clock, which what else the machine does can only lengthen. */
export const least = ({ clock }) => Math.min(...clock)
