import { createStore, useStore } from './createStore.js'

/** Where the user is. */
export type Route =
  | { readonly name: 'list'; readonly prefix: string; readonly descending: boolean }
  | { readonly name: 'new' }
  | { readonly name: 'person'; readonly id: string }
  | { readonly name: 'unknown' }

export const listRoute: Route = { name: 'list', prefix: '', descending: false }

export function routeOf({ pathname, search }: { readonly pathname: string; readonly search: string }): Route {
  if (pathname === '/') {
    const query = new URLSearchParams(search)
    return { name: 'list', prefix: query.get('lastName') ?? '', descending: query.get('sort') === 'desc' }
  }
  if (pathname === '/persons/new') return { name: 'new' }
  const id = /^\/persons\/([\w-]+)\/?$/.exec(pathname)?.[1]
  return id === undefined ? { name: 'unknown' } : { name: 'person', id }
}

export function pathOf(route: Route): string {
  switch (route.name) {
    case 'list': {
      const query = new URLSearchParams({ ...(route.prefix === '' ? {} : { lastName: route.prefix }), ...(route.descending ? { sort: 'desc' } : {}) }).toString()
      return query === '' ? '/' : `/?${query}`
    }
    case 'new': return '/persons/new'
    case 'person': return `/persons/${route.id}`
    case 'unknown': return '/'
  }
}

interface Place {
  readonly route: Route
  /** How the user came: by a link, or by going back (or forth) in the history. */
  readonly by: 'loading' | 'going' | 'back'
  /** Counts the arrivals: a page is made anew for each. */
  readonly visit: number
}

const place = createStore<Place>({ route: routeOf(window.location), by: 'loading', visit: 0 })
const scrolls = new Map<string, number>()

export const usePlace = (): Place => useStore(place)
export const currentRoute = (): Route => place.get().route

/** Where the page was scrolled to when this route was left. */
export const scrollOf = (route: Route): number => scrolls.get(pathOf(route)) ?? 0

const leave = (): void => void scrolls.set(pathOf(currentRoute()), window.scrollY)

/** Goes to another page. */
export function go(route: Route): void {
  leave()
  window.history.pushState(null, '', pathOf(route))
  place.set(({ visit }) => ({ route, by: 'going', visit: visit + 1 }))
}

/** Stays on the page, whose address tells what was typed. */
export function retype(route: Route): void {
  window.history.replaceState(null, '', pathOf(route))
  place.set((now) => ({ ...now, route }))
}

window.history.scrollRestoration = 'manual'
window.addEventListener('popstate', () => {
  leave()
  place.set(({ visit }) => ({ route: routeOf(window.location), by: 'back', visit: visit + 1 }))
})
