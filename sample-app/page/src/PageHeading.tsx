import { useEffect, useRef } from 'react'
import { scrollOf, usePlace } from './routes.js'

/** The h1 of a page: names the window, and takes the focus when the user comes from another page, so that readers and keys begin there. */
export function PageHeading({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { by, route } = usePlace()
  const came = useRef(by)
  useEffect(() => {
    document.title = children === 'Persons' ? children : `${children} · Persons`
  }, [children])
  useEffect(() => {
    if (came.current === 'loading') return
    heading.current?.focus({ preventScroll: true })
    window.scrollTo({ top: came.current === 'back' ? scrollOf(route) : 0, behavior: 'instant' })
    // Only when the page is entered.
  }, [])
  return <h1 ref={heading} tabIndex={-1}>{children}</h1>
}
