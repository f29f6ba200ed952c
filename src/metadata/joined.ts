import type { Composition, KeyTemplate } from './ModelDefinition.js'

/** The template of so many parts with `#` between them. */
export const joined = (parts: number, composition: Composition = 'ordered'): KeyTemplate =>
  ({ literals: ['', ...Array.from({ length: parts - 1 }, () => '#'), ''], composition })
