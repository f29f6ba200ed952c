import { useRef, useState, type FormEvent } from 'react'
import { NewPersonSchema, type PersonData } from '../../shared/schemas.js'
import { Fields } from './Fields.js'
import { faulty, focusFirst } from './focusFirst.js'
import { faultsOf, givenOf, judge, remaining, valuesOf, withFault, type Faults, type Values } from './formValues.js'
import { PageHeading } from './PageHeading.js'
import { persons } from './persons.js'
import { partNames, resources, type PartName } from './resources.js'
import { go, listRoute } from './routes.js'
import { Refused } from './send.js'
import { sortName } from '../../shared/sortName.js'

interface PartDraft {
  readonly key: string
  readonly values: Values
}
type PartDrafts = Readonly<Record<PartName, readonly PartDraft[]>>

const { fields } = resources.persons
const none: PartDrafts = { addresses: [], bankAccounts: [], contacts: [], employments: [] }
const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A new person, with as many parts as the user likes: all are created by one request, in one transaction. */
export function NewPersonPage() {
  const form = useRef<HTMLFormElement>(null)
  const [id] = useState(() => crypto.randomUUID())
  const [values, setValues] = useState<Values>(() => valuesOf(fields))
  const [parts, setParts] = useState(none)
  const [faults, setFaults] = useState<Faults>({})
  const [saving, setSaving] = useState(false)

  const judged = judge(NewPersonSchema, {
    ...givenOf(fields, values),
    ...Object.fromEntries(partNames.map((name) => [name, parts[name].map((part) => givenOf(resources[name].fields, part.values))])),
  })
  const faultsNow = 'faults' in judged ? judged.faults : {}
  const shown = remaining(faults, faultsNow)
  const blur = (path: string): void => setFaults(withFault(shown, faultsNow, path))
  const setPart = (name: PartName, change: (drafts: readonly PartDraft[]) => readonly PartDraft[]): void => {
    setParts((before) => ({ ...before, [name]: change(before[name]) }))
  }
  const add = (name: PartName): void => {
    const key = crypto.randomUUID()
    setPart(name, (drafts) => [...drafts, { key, values: valuesOf(resources[name].fields) }])
    requestAnimationFrame(() => document.getElementById(key)?.querySelector<HTMLElement>('input, select')?.focus())
  }
  const remove = (name: PartName, key: string): void => {
    setPart(name, (drafts) => drafts.filter((draft) => draft.key !== key))
    setFaults({})
    requestAnimationFrame(() => document.getElementById(`add${name}`)?.focus())
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if ('faults' in judged) {
      setFaults(judged.faults)
      return focusFirst(form.current, faulty)
    }
    setFaults({})
    setSaving(true)
    const time = new Date().toISOString()
    const count = partNames.reduce((sum, name) => sum + parts[name].length, 0)
    const person = judged.given as unknown as PersonData // What NewPersonSchema lets through; the rest follows.
    const row: PersonData = { ...person, id, sortName: sortName(person), parts: count, version: 0, createdAt: time, updatedAt: time }
    try {
      await persons.create(row, judged.given)
      go({ name: 'person', id })
    } catch (error) {
      setSaving(false)
      if (error instanceof Refused && error.issues.length > 0) setFaults(faultsOf(error.issues))
      focusFirst(form.current, faulty)
    }
  }

  return (
    <>
      <PageHeading>New person</PageHeading>
      <form ref={form} className="form new" aria-label="New person" noValidate aria-busy={saving} onSubmit={(event) => void submit(event)}>
        <Fields fields={fields} values={values} faults={shown} onBlur={blur} onChange={(name, value) => setValues((typed) => ({ ...typed, [name]: value }))} />
        {partNames.map((name) => {
          const { one, heading, fields } = resources[name]
          return (
            <section key={name} className="parts" aria-labelledby={`new${name}`}>
              <div className="title">
                <h2 id={`new${name}`}>{heading}</h2>
                <button type="button" className="plain" id={`add${name}`} onClick={() => add(name)}>Add {one}</button>
              </div>
              {parts[name].map(({ key, values }, index) => (
                <fieldset key={key} id={key}>
                  <legend>{`${capitalized(one)} ${index + 1}`}</legend>
                  <Fields
                    fields={fields}
                    values={values}
                    faults={shown}
                    path={`${name}.${index}.`}
                    onBlur={(field) => blur(`${name}.${index}.${field}`)}
                    onChange={(field, value) => setPart(name, (drafts) => drafts.map((draft) => (draft.key === key ? { key, values: { ...draft.values, [field]: value } } : draft)))}
                  />
                  <button type="button" className="quiet" onClick={() => remove(name, key)}>{`Remove ${one} ${index + 1}`}</button>
                </fieldset>
              ))}
            </section>
          )
        })}
        <div className="actions">
          <button type="submit" aria-disabled={saving}>{saving ? 'Saving …' : 'Save'}</button>
          <button type="button" className="plain" onClick={() => go(listRoute)}>Cancel</button>
        </div>
      </form>
    </>
  )
}
