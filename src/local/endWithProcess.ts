import type { ChildProcess } from 'node:child_process'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const children = new Set<ChildProcess>()

/** Ends the child when this process ends, also by a signal that nobody else handles. */
export function endWithProcess(child: ChildProcess): void {
  if (children.size === 0) {
    process.on('exit', endAll)
    for (const signal of signals) process.on(signal, onSignal)
  }
  children.add(child)
  child.once('exit', () => {
    children.delete(child)
    if (children.size > 0) return
    process.off('exit', endAll)
    for (const signal of signals) process.off(signal, onSignal)
  })
}

function endAll(): void {
  for (const child of children) child.kill('SIGKILL')
}

/** A listener takes the signal's own effect away: where we are the only one, the effect is given back. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  endAll()
  process.off(signal, onSignal)
  process.kill(process.pid, signal)
}
