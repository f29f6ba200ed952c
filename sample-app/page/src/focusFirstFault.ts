/** After faults were shown, the first field that has one takes the focus. */
export const focusFirstFault = (form: HTMLFormElement | null): void =>
  void requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
