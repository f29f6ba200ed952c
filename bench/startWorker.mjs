import { fork } from 'node:child_process'
import { once } from 'node:events'

/** Starts the process of an adapter. What it is asked it answers one after the other. */
export async function startWorker(adapter) {
  const child = fork(new URL('worker.mjs', import.meta.url), [adapter], { env: { ...process.env, NODE_NO_WARNINGS: '1', AWS_EC2_METADATA_DISABLED: 'true' } })
  const answered = async () => {
    const ended = new AbortController()
    try {
      const [message] = await Promise.race([
        once(child, 'message', ended),
        once(child, 'exit', ended).then(([code]) => { throw new Error(`${adapter}: its process ended with ${code}.`) }),
      ])
      if (message.error !== undefined) throw new Error(`${adapter}: ${message.error}`)
      return message.answer
    } finally {
      ended.abort()
    }
  }
  await answered()
  return {
    adapter,
    ask(command, options = {}) {
      const answer = answered()
      child.send({ command, ...options })
      return answer
    },
    stop: () => child.disconnect(),
  }
}
