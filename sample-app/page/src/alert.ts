import { createStore } from './createStore.js'

/** The last failure, until it is dismissed or the next action succeeds. */
export const alert = createStore<string | undefined>(undefined)

export const showAlert = (message: string): void => alert.set(() => message)
export const dismissAlert = (): void => alert.set(() => undefined)
