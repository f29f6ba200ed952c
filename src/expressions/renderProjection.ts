import type { Placeholders } from './Placeholders.js'

/** The attributes to read, as DynamoDB reads them. */
export const renderProjection = (names: readonly string[], placeholders: Placeholders): string => names.map((name) => placeholders.name(name)).join(', ')
