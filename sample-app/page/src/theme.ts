import { createStore } from './createStore.js'

export type Theme = 'light' | 'dark'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const system = (): Theme => (dark.matches ? 'dark' : 'light')
const stored = (): Theme | undefined => {
  const value = window.localStorage.getItem('theme')
  return value === 'light' || value === 'dark' ? value : undefined
}
const show = (shown: Theme): void => {
  document.documentElement.dataset.theme = shown
}

/** The user's choice, and the system's until there is one. */
export const theme = createStore<Theme>(stored() ?? system())

export function setTheme(chosen: Theme): void {
  window.localStorage.setItem('theme', chosen)
  show(chosen)
  theme.set(() => chosen)
}

/** Shows the theme from the start on, and follows the system while nothing is chosen. */
export function startTheme(): void {
  show(theme.get())
  dark.addEventListener('change', () => {
    if (stored() !== undefined) return
    show(system())
    theme.set(system)
  })
}
