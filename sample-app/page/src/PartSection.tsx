import { useLiveQuery } from '@tanstack/react-db'
import { useRef, useState } from 'react'
import { ConfirmDialog } from './ConfirmDialog.js'
import { partsOf } from './details.js'
import { EntityForm } from './EntityForm.js'
import { resources, type PartName, type Resource, type Rows } from './resources.js'
import type { RestCollection } from './restCollection.js'

/** One kind of parts of a person: a section with its rows, each with its form. */
export function PartSection<Name extends PartName>({ name, personId }: { readonly name: Name; readonly personId: string }) {
  const resource: Resource<Rows[Name]> = resources[name]
  const parts = partsOf(name, personId)
  const { data, isReady } = useLiveQuery(parts.rows)
  const [adding, setAdding] = useState(false)
  const [saving, setSaving] = useState(false)
  const add = useRef<HTMLButtonElement>(null)
  const [id, setId] = useState('')
  const rows = [...(data as readonly Rows[Name][])].sort((a, b) => (resource.order(a) < resource.order(b) ? -1 : 1))

  const open = (): void => {
    if (adding) return
    // Made once a form: where an answer is lost and the user saves again, it is still the same part.
    setId(crypto.randomUUID())
    setAdding(true)
  }
  const focusAdd = (): void => void requestAnimationFrame(() => add.current?.focus())
  const close = (): void => {
    setAdding(false)
    setSaving(false)
    focusAdd()
  }
  const heading = `${personId}${name}`
  return (
    <section className="parts" aria-labelledby={heading}>
      <div className="title">
        <h2 id={heading}>{resource.heading}</h2>
        <button type="button" className="plain" ref={add} aria-expanded={adding} aria-disabled={saving} onClick={open}>Add {resource.one}</button>
      </div>
      {adding && (
        <EntityForm
          key={id}
          resource={resource}
          label={`New ${resource.one}`}
          save={(given) => parts.create({ ...given, id, personId, version: 0 } as unknown as Rows[Name])}
          onSaving={setSaving}
          onClose={close}
        />
      )}
      {isReady && rows.length === 0 && !adding && <p className="note">None yet.</p>}
      <ul role="list">
        {rows.map((row) => <Part key={row.id} resource={resource} row={row} parts={parts} onDelete={focusAdd} />)}
      </ul>
    </section>
  )
}

interface PartProps<Row extends Rows[PartName]> {
  readonly resource: Resource<Row>
  readonly row: Row
  readonly parts: RestCollection<Row>
  /** The row is out of sight, and with it the button that had the focus. */
  readonly onDelete: () => void
}

function Part<Row extends Rows[PartName]>({ resource, row, parts, onDelete }: PartProps<Row>) {
  const [editing, setEditing] = useState(false)
  const [saving, setSaving] = useState(false)
  const [asking, setAsking] = useState(false)
  const edit = useRef<HTMLButtonElement>(null)
  const title = resource.title(row)
  const close = (): void => {
    setEditing(false)
    setSaving(false)
    requestAnimationFrame(() => edit.current?.focus())
  }
  const remove = (): void => {
    void parts.rows.delete(row.id, { metadata: { began: row } }).when('settled').catch(() => undefined)
    onDelete()
  }
  return (
    <li className={saving || row.version === 0 ? 'pending' : undefined}>
      {(!editing || saving) && (
        <div className="part">
          <h3>{title}</h3>
          <p className="facts">
            {resource.facts(row).map((fact) => <span key={fact}>{fact}</span>)}
            {resource.marks(row).map((mark) => <span key={mark} className="mark">{mark}</span>)}
          </p>
          <div className="actions">
            <button type="button" className="quiet" ref={edit} aria-label={`Edit ${title}`} aria-disabled={saving} onClick={() => setEditing(true)}>Edit</button>
            <button type="button" className="quiet" aria-label={`Delete ${title}`} onClick={() => setAsking(true)}>Delete</button>
          </div>
        </div>
      )}
      {editing && (
        <EntityForm
          resource={resource}
          label={`Edit ${title}`}
          row={row}
          save={(given, began) => parts.rows.update(row.id, { metadata: { began } }, (draft) => { Object.assign(draft, given) }).when('settled')}
          onSaving={setSaving}
          onClose={close}
        />
      )}
      {asking && <ConfirmDialog question={`Delete ${title}?`} onClose={() => setAsking(false)} onDelete={remove} />}
    </li>
  )
}
