import { useId } from 'react'
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
  return (
    <div className="fields">
      {fields.map((field) => {
        const { name, label, kind, hint } = field
        const [id, fault] = [`${form}${name}`, faults[path + name]]
        const described = [...(fault === undefined ? [] : [`${id}fault`]), ...(hint === undefined ? [] : [`${id}hint`])].join(' ')
        const shared = {
          id,
          name: path + name,
          'aria-invalid': fault === undefined ? undefined : true,
          'aria-describedby': described === '' ? undefined : described,
          onBlur: () => onBlur(name),
        } as const
        return (
          <div key={name} className="field" data-kind={kind}>
            <label htmlFor={id}>{label}</label>
            <Control field={field} shared={shared} value={values[name] ?? ''} onChange={(value) => onChange(name, value)} />
            {hint !== undefined && fault === undefined && <p className="hint" id={`${id}hint`}>{hint}</p>}
            {fault !== undefined && <p className="fault" id={`${id}fault`}>{fault}</p>}
          </div>
        )
      })}
    </div>
  )
}

interface ControlProps {
  readonly field: Field
  readonly shared: { readonly id: string; readonly name: string; readonly onBlur: () => void }
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
