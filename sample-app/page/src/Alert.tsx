import { alert, dismissAlert } from './alert.js'
import { useStore } from './createStore.js'

/** The place of failures. It is always there, so that screen readers speak what comes into it. */
export function Alert() {
  const message = useStore(alert)
  return (
    <div className="alerts" role="alert">
      {message !== undefined && (
        <div className="alert">
          <p>{message}</p>
          <button type="button" className="quiet" onClick={dismissAlert}>Dismiss</button>
        </div>
      )}
    </div>
  )
}
