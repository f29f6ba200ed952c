import { eq, useLiveQuery } from '@tanstack/react-db'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PersonData } from '../../shared/schemas.js'
import { ConfirmDialog } from './ConfirmDialog.js'
import { useStore } from './createStore.js'
import { details, openPerson } from './details.js'
import { EntityForm } from './EntityForm.js'
import { Link } from './Link.js'
import { PageHeading } from './PageHeading.js'
import { PartSection } from './PartSection.js'
import { persons, setOpened } from './persons.js'
import { partNames, resources } from './resources.js'
import { go, listRoute } from './routes.js'
import { counted } from './texts.js'

const { persons: resource } = resources

/** A person with the four kinds of parts. */
export function PersonPage({ id }: { readonly id: string }) {
  const state = useStore(details)[id] ?? 'reading'
  const { data: person } = useLiveQuery({
    query: (query) => query.from({ person: persons.rows }).where(({ person }) => eq(person.id, id)).findOne(),
  })
  const open = useCallback(() => void openPerson(id, 'Opened a person with all parts'), [id])
  useEffect(() => {
    open()
    return () => setOpened(undefined)
  }, [open])

  if (person === undefined && state !== 'reading') return <NoPerson failure={typeof state === 'object' ? state.failure : undefined} onAgain={open} />
  if (person === undefined) return <p className="note" aria-busy="true">Reading …</p>
  return (
    <article className="person">
      <PersonHead person={person} />
      {typeof state === 'object' && <Failure message={state.failure} onAgain={open} />}
      {state === 'reading' && <p className="note" aria-busy="true">Reading …</p>}
      {state === 'ready' && <div className="sections">{partNames.map((name) => <PartSection key={name} name={name} personId={id} />)}</div>}
    </article>
  )
}

function PersonHead({ person }: { readonly person: PersonData }) {
  const [editing, setEditing] = useState(false)
  const [saving, setSaving] = useState(false)
  const [asking, setAsking] = useState(false)
  const edit = useRef<HTMLButtonElement>(null)
  const title = resource.title(person)
  const close = (): void => {
    setEditing(false)
    setSaving(false)
    requestAnimationFrame(() => edit.current?.focus())
  }
  const remove = (): void => {
    void persons.rows.delete(person.id, { metadata: { began: person } }).when('settled').catch(() => undefined)
    go(listRoute)
  }
  return (
    <header className={saving ? 'head pending' : 'head'}>
      <div className="title">
        <PageHeading>{title}</PageHeading>
        <div className="actions">
          <button type="button" className="plain" ref={edit} aria-expanded={editing} aria-disabled={saving} onClick={() => setEditing(true)}>Edit person</button>
          <button type="button" className="plain" onClick={() => setAsking(true)}>Delete person</button>
        </div>
      </div>
      <p className="facts">{[...resource.facts(person), counted(person.parts, 'part')].map((fact) => <span key={fact}>{fact}</span>)}</p>
      {editing && (
        <EntityForm
          resource={resource}
          label="Edit person"
          row={person}
          save={(given, began) => persons.rows.update(person.id, { metadata: { began } }, (draft) => {
            Object.assign(draft, given)
            Object.assign(draft, resource.computed?.(draft))
          }).when('settled')}
          onSaving={setSaving}
          onClose={close}
        />
      )}
      {asking && (
        <ConfirmDialog
          question={`Delete ${title}?`}
          detail={person.parts === 0 ? undefined : `${counted(person.parts, 'part')} will be deleted with it, in one transaction.`}
          onClose={() => setAsking(false)}
          onDelete={remove}
        />
      )}
    </header>
  )
}

function NoPerson({ failure, onAgain }: { readonly failure: string | undefined; readonly onAgain: () => void }) {
  return (
    <>
      <PageHeading>{failure === undefined ? 'No such person' : 'This person could not be read'}</PageHeading>
      {failure === undefined ? <p>It may have been deleted.</p> : <Failure message={failure} onAgain={onAgain} />}
      <p><Link to={listRoute}>All persons</Link></p>
    </>
  )
}

const Failure = ({ message, onAgain }: { readonly message: string; readonly onAgain: () => void }) => (
  <p className="failure">{message} <button type="button" className="plain" onClick={onAgain}>Try again</button></p>
)
