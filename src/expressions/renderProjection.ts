import type { Placeholders } from './Placeholders.js'

/** The attributes to read, as DynamoDB reads them; it refuses one that is named twice. */
export const renderProjection = (names: readonly string[], placeholders: Placeholders): string => [...new Set(names)].map((name) => placeholders.name(name)).join(', ')
