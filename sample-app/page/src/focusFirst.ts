export const faulty = '[aria-invalid="true"]'
export const control = 'input, select'

/** Gives the focus to the first of these that is in the form, when it is drawn. */
export function focusFirst(form: HTMLFormElement | null, ...selectors: readonly string[]): void {
  requestAnimationFrame(() => {
    for (const selector of selectors) {
      const found = form?.querySelector<HTMLElement>(selector) ?? undefined
      if (found !== undefined) return found.focus()
    }
  })
}
