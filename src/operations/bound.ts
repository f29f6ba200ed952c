import type { Placeholders } from '../expressions/Placeholders.js'

/** The names and values that the expressions of a request refer to. Read it when all of them are rendered. */
export function bound(placeholders: Placeholders) {
  return { ExpressionAttributeNames: placeholders.names, ExpressionAttributeValues: placeholders.values }
}
