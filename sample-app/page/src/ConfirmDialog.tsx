import { useEffect, useRef } from 'react'

interface Props {
  readonly question: string
  readonly detail?: string | undefined
  readonly onDelete: () => void
  readonly onClose: () => void
}

/** Asks once more. The browser's own dialog keeps the focus within, closes by Escape, and gives the focus back. */
export function ConfirmDialog({ question, detail, onDelete, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    cancel.current?.focus()
  }, [])
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={onClose}>
      <h2 id="question">{question}</h2>
      {detail !== undefined && <p>{detail}</p>}
      <div className="actions">
        <button type="button" className="danger" onClick={() => { dialog.current?.close(); onDelete() }}>Delete</button>
        <button type="button" className="plain" ref={cancel} onClick={() => dialog.current?.close()}>Cancel</button>
      </div>
    </dialog>
  )
}
