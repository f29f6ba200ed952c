import type { Placeholders } from '../expressions/Placeholders.js'
import { renderProjection } from '../expressions/renderProjection.js'

/** The projection of a read; undefined for whole items. */
export function projected(names: readonly string[] | undefined, placeholders: Placeholders): string | undefined {
  return names === undefined || names.length === 0 ? undefined : renderProjection(names, placeholders)
}
