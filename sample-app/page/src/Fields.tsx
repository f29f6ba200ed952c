import { useId, type FocusEvent } from 'react'
import type { Faults, Values } from './formValues.js'
import type { Field } from './resources.js'

interface Props {
  readonly fields: readonly Field[]
  readonly values: Values
  readonly faults: Faults
  /** Before the names of the fields in `faults`, such as `addresses.0.`. */
  readonly path?: string
  readonly onChange: (name: string, value: string | boolean) => void
  readonly onBlur: (name: string) => void
}

/** The controls of one resource, as its row of the table says. */
export function Fields({ fields, values, faults, path = '', onChange, onBlur }: Props) {
  const form = useId()
  const controls = (shown: readonly Field[]) => shown.map((field) => {
    const { name, label, kind, hint } = field
    const [id, fault] = [`${form}${name}`, faults[path + name]]
    const shared = {
      id,
      name: path + name,
      'aria-invalid': fault === undefined ? undefined : true,
      'aria-describedby': (fault ?? hint) === undefined ? undefined : `${id}note`,
      // Who goes to a button has it judge the whole: what would come up here would move the button away from under the pointer.
      onBlur: ({ relatedTarget }: FocusEvent) => relatedTarget instanceof HTMLButtonElement || onBlur(name),
    } as const
    return (
      <div key={name} className={kind === 'flag' ? 'field flag' : 'field'}>
        <label htmlFor={id}>{label}</label>
        <Control field={field} shared={shared} value={values[name] ?? ''} onChange={(value) => onChange(name, value)} />
        {kind !== 'flag' && <p className={fault === undefined ? 'hint' : 'fault'} id={`${id}note`}>{fault ?? hint}</p>}
      </div>
    )
  })
  const flags = fields.filter(({ kind }) => kind === 'flag')
  return (
    <>
      <div className="fields">{controls(fields.filter(({ kind }) => kind !== 'flag'))}</div>
      {flags.length > 0 && <div className="flags">{controls(flags)}</div>}
    </>
  )
}

interface ControlProps {
  readonly field: Field
  readonly shared: { readonly id: string; readonly name: string; readonly onBlur: (event: FocusEvent) => void }
  readonly value: string | boolean
  readonly onChange: (value: string | boolean) => void
}

function Control({ field: { kind, choices, autoComplete = 'off' }, shared, value, onChange }: ControlProps) {
  switch (kind) {
    case 'flag': return <input {...shared} type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />
    case 'choice': return (
      <select {...shared} value={String(value)} onChange={({ target }) => onChange(target.value)}>
        {choices?.map((choice) => <option key={choice}>{choice}</option>)}
      </select>
    )
    case 'number': return <input {...shared} type="text" inputMode="decimal" autoComplete={autoComplete} value={String(value)} onChange={({ target }) => onChange(target.value)} />
    case 'date': return <input {...shared} type="date" autoComplete={autoComplete} value={String(value)} onChange={({ target }) => onChange(target.value)} />
    case 'text': return <input {...shared} type="text" autoComplete={autoComplete} value={String(value)} onChange={({ target }) => onChange(target.value)} />
  }
}
