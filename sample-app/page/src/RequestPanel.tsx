import { useStore } from './createStore.js'
import { requestLog, type LoggedAction } from './requestLog.js'
import { counted } from './texts.js'

const units = ({ readUnits, writeUnits }: LoggedAction): readonly string[] => [
  ...(readUnits > 0 ? [`${readUnits} read units`] : []),
  ...(writeUnits > 0 ? [`${writeUnits} write units`] : []),
]

const summary = (action: LoggedAction): string => [counted(action.requests.length, 'request'), ...units(action), `${Math.round(action.durationMs)} ms`].join(', ')

/** This package's own log of the last actions: what each made it ask of DynamoDB, and what that cost. */
export function RequestPanel() {
  const actions = useStore(requestLog)
  return (
    <section className="requests" aria-labelledby="requests">
      <h2 id="requests">What DynamoDB did</h2>
      <p className="note">Every request that your last actions made the server send, as the driver logs them: operation, table, index and conditions, and the units that they cost.</p>
      {actions.length === 0 && <p className="note">Nothing yet.</p>}
      <ol>
        {actions.map((action) => (
          <li key={action.id}>
            <h3>{action.title}</h3>
            <p className="cost">{summary(action)}</p>
            {/* The lines may be longer than the panel: it scrolls, by the keyboard too. */}
            <pre tabIndex={0} role="group" aria-label={`Requests of: ${action.title}`}>{action.requests.join('\n')}</pre>
          </li>
        ))}
      </ol>
    </section>
  )
}
