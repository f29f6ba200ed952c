import type { MouseEvent, ReactNode } from 'react'
import { go, pathOf, type Route } from './routes.js'

/** A link within the page: a click goes there without loading; with a modifier it is an ordinary link. */
export function Link({ to, children, className, current }: { readonly to: Route; readonly children: ReactNode; readonly className?: string; readonly current?: boolean }) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(to)
  }
  return <a href={pathOf(to)} className={className} aria-current={current === true ? 'page' : undefined} onClick={follow}>{children}</a>
}
