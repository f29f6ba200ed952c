import type { LiveChange } from '../../shared/LiveChange.js'
import { createStore } from './createStore.js'
import { partTold, readAgain } from './details.js'
import { personTold } from './persons.js'

export type LiveState = 'Live' | 'Reconnecting…' | 'Offline'

export const liveState = createStore<LiveState>('Reconnecting…')

const longestWait = 15_000

function take(change: LiveChange): void {
  if (change.resource === 'persons') personTold(change)
  else partTold(change)
}

/**
 * Follows what others change. The browser connects again by itself and tells the last event that it got; where it gives up (an answer
 * that is no event stream) this does, after a while, and reads everything on show again, as events are missing then.
 */
export function followChanges(opened: () => string | undefined): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = 1000
  let missed = false

  const setState = (): void => liveState.set(() => (!navigator.onLine ? 'Offline' : source.readyState === EventSource.OPEN ? 'Live' : 'Reconnecting…'))
  const again = (): void => void readAgain(opened())
  const connect = (): void => {
    source = new EventSource('/api/events')
    source.addEventListener('change', ({ data }: MessageEvent<string>) => take(JSON.parse(data) as LiveChange))
    source.addEventListener('reset', again)
    source.addEventListener('open', () => {
      if (missed) again()
      missed = false
      wait = 1000
      setState()
    })
    source.addEventListener('error', () => {
      setState()
      if (source.readyState !== EventSource.CLOSED) return
      missed = true
      timer = setTimeout(connect, wait)
      wait = Math.min(wait * 2, longestWait)
    })
    setState()
  }
  const comeBack = (): void => {
    clearTimeout(timer)
    if (source.readyState === EventSource.CLOSED) connect()
    else setState()
  }

  connect()
  window.addEventListener('offline', setState)
  window.addEventListener('online', comeBack)
  return () => {
    clearTimeout(timer)
    source.close()
    window.removeEventListener('offline', setState)
    window.removeEventListener('online', comeBack)
  }
}
