import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Fields } from './Fields.js'
import { control, faulty, focusFirst } from './focusFirst.js'
import { faultsOf, givenOf, judge, remaining, valuesOf, withFault, type Faults, type Values } from './formValues.js'
import { changed, given, type Entity, type Field, type FieldValue, type Resource } from './resources.js'
import { Conflict } from './restCollection.js'
import { Refused } from './send.js'

interface Props<Row extends Entity> {
  readonly resource: Resource<Row>
  readonly label: string
  /** The row as it was when the form was opened; none for a new one. */
  readonly row?: Row | undefined
  /** Shows the change and sends it. `began` is the state that the change was made upon. */
  readonly save: (given: Record<string, unknown>, began: Row | undefined) => Promise<unknown>
  /** While the change is on its way, the form is out of sight; it comes back with what was typed where it fails. */
  readonly onSaving: (saving: boolean) => void
  readonly onClose: () => void
}

const shownValue = (value: FieldValue): string => (value === null || value === '' ? 'nothing' : value === true ? 'yes' : value === false ? 'no' : String(value))

/** The form of any resource. */
export function EntityForm<Row extends Entity>({ resource: { fields, schema }, label, row, save, onSaving, onClose }: Props<Row>) {
  const form = useRef<HTMLFormElement>(null)
  const [began, setBegan] = useState(row)
  const [values, setValues] = useState<Values>(() => valuesOf(fields, row))
  const [faults, setFaults] = useState<Faults>({})
  const [newer, setNewer] = useState<readonly Field[]>([])
  const [hidden, setHidden] = useState(false)

  useEffect(() => form.current?.querySelector<HTMLElement>(control)?.focus(), [])

  const faultsIn = (typed: Values): Faults => {
    const judged = judge(schema, givenOf(fields, typed))
    return 'faults' in judged ? judged.faults : {}
  }
  const change = (name: string, value: string | boolean): void => {
    const typed = { ...values, [name]: value }
    setValues(typed)
    setFaults((shown) => remaining(shown, faultsIn(typed)))
  }
  const setAway = (away: boolean): void => {
    setHidden(away)
    onSaving(away)
  }
  /** What the user left alone follows the newer state; what the user changed stays, beside it. */
  const meet = (conflict: Row): void => {
    const mine = changed(fields, began ?? {}, givenOf(fields, values)).map(({ name }) => name)
    setNewer(changed(fields, began ?? {}, conflict))
    setValues((typed) => ({ ...valuesOf(fields, conflict), ...Object.fromEntries(mine.map((name) => [name, typed[name] ?? ''])) }))
    setBegan(conflict)
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const judged = judge(schema, givenOf(fields, values))
    if ('faults' in judged) {
      setFaults(judged.faults)
      return focusFirst(form.current, faulty)
    }
    if (began !== undefined && changed(fields, began, judged.given).length === 0) return onClose()
    setFaults({})
    setAway(true)
    try {
      await save(judged.given, began)
      onClose()
    } catch (error) {
      setAway(false)
      if (error instanceof Conflict) meet(error.newer as Row)
      if (error instanceof Refused && error.issues.length > 0) setFaults(faultsOf(error.issues))
      focusFirst(form.current, faulty, control)
    }
  }

  return (
    <form ref={form} className="form" aria-label={label} noValidate hidden={hidden} onSubmit={(event) => void submit(event)}>
      {began !== undefined && newer.length > 0 && <NewerState fields={newer} row={began} />}
      <Fields fields={fields} values={values} faults={faults} onBlur={(name) => setFaults((shown) => withFault(shown, faultsIn(values), name))} onChange={change} />
      <div className="actions">
        <button type="submit">{newer.length > 0 ? 'Save mine' : 'Save'}</button>
        <button type="button" className="plain" onClick={onClose}>Cancel</button>
      </div>
    </form>
  )
}

/** What somebody else has saved meanwhile, beside what is typed. */
function NewerState({ fields, row }: { readonly fields: readonly Field[]; readonly row: Entity }) {
  const values = given(fields, row)
  return (
    <div className="newer" role="group" aria-label="Newer state">
      <p>Saved meanwhile by somebody else:</p>
      <dl>
        {fields.map(({ name, label }) => <div key={name}><dt>{label}</dt><dd>{shownValue(values[name])}</dd></div>)}
      </dl>
    </div>
  )
}
