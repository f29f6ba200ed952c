import { useState } from 'react'
import { useStore } from './createStore.js'
import { requestLog, type LoggedAction } from './requestLog.js'
import { counted } from './texts.js'

const units = ({ readUnits, writeUnits }: LoggedAction): readonly string[] => [
  ...(readUnits > 0 ? [counted(readUnits, 'read unit')] : []),
  ...(writeUnits > 0 ? [counted(writeUnits, 'write unit')] : []),
]

const summary = (action: LoggedAction): string => [counted(action.requests.length, 'request'), ...units(action), `${Math.round(action.durationMs)} ms`].join(', ')

const wide = '(min-width: 68rem)'

/** This package's own log of the last actions: what each made it ask of DynamoDB, and what that cost. Beside the page, or a bar below it that opens. */
export function RequestPanel() {
  const actions = useStore(requestLog)
  const [open, setOpen] = useState(() => window.matchMedia(wide).matches)
  const [last] = actions
  return (
    <section className="requests" aria-labelledby="requests">
      <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <h2 id="requests">What DynamoDB did</h2>
          {!open && last !== undefined && <span className="cost">{summary(last)}</span>}
        </summary>
        <p className="note">Every request that your last actions made the server send, as the driver logs them: operation, table, index and conditions, and the units that the engine reports. A local one reports too few for a transaction of several items.</p>
        {last === undefined && <p className="note">Nothing yet.</p>}
        <ol>
          {actions.map((action) => (
            <li key={action.id}>
              <h3>{action.title}</h3>
              <p className="cost">{summary(action)}</p>
              <ul className="lines" role="list">{action.requests.map((line, index) => <li key={index}>{line}</li>)}</ul>
            </li>
          ))}
        </ol>
      </details>
    </section>
  )
}
