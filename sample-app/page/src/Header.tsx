import { useStore } from './createStore.js'
import { Link } from './Link.js'
import { liveState } from './liveChanges.js'
import { listRoute } from './routes.js'
import { setTheme, theme } from './theme.js'

export function Header({ onList }: { readonly onList: boolean }) {
  const shown = useStore(theme)
  const state = useStore(liveState)
  return (
    <header className="top">
      <a className="skip" href="#main">Skip to content</a>
      <nav aria-label="Main"><Link to={listRoute} className="brand" current={onList}><img src="/icon.svg" alt="" width="24" height="24" />Persons</Link></nav>
      <p className="status" role="status" aria-label="Status" data-state={state}>{state}</p>
      <button type="button" className="quiet" onClick={() => setTheme(shown === 'dark' ? 'light' : 'dark')}>
        {shown === 'dark' ? 'Light mode' : 'Dark mode'}
      </button>
    </header>
  )
}
