import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import { unchanged } from '../planner/unchanged.js'
import type { CheckPlan } from '../planner/WritePlan.js'
import type { Item } from '../vocabulary/AttributeValue.js'
import type { SeenItem } from './ReadView.js'

/** Attributes that are compared at most: what is merged with the conditions of a write must fit into one expression. */
const mostCompared = 100

/**
 * The check that an item is as it was read: its version and create date, or, without a version, its mapped attributes and their absence.
 *
 * @param models The entities that live in the table.
 * @throws InvalidQueryError for an entity without version whose attributes cannot all be compared.
 */
export function checkOf(models: readonly EntityModel[], { table, key, stored }: SeenItem): CheckPlan {
  const [first] = models
  return { kind: 'check', table, entity: first?.entity, key, condition: unchanged(key, stored, stored === undefined ? [] : comparedNames(models, table, stored)) }
}

function comparedNames(models: readonly EntityModel[], table: string, stored: Item): readonly string[] {
  const versions = models.map(({ version }) => version?.name)
  // What was stored before the entity had a version has none. An item that was deleted and inserted again may have the same, at another date.
  if (versions.length > 0 && versions.every((name) => name !== undefined && stored[name] !== undefined)) return [...new Set([...(versions as string[]), ...createDates(models)])]
  return attributesCompared(models, table)
}

const createDates = (models: readonly EntityModel[]): string[] => models.flatMap(({ attributes }) => attributes.flatMap(({ generated, name }) => (generated === 'create-date' ? [name] : [])))

/** Names of the attributes by which entities without a version are told to be unchanged. */
function attributesCompared(models: readonly EntityModel[], table: string): readonly string[] {
  const [first] = models
  const names = new Set(models.flatMap((model) => model.attributes.filter(({ name }) => !model.keyNames.includes(name)).map(({ name }) => name)))
  if (first === undefined) throw refusal(table, 'it has no entity, so that its attributes are not known')
  if (models.some((model) => model.keepUnknownAttributes)) throw refusal(first.entity, 'it keeps attributes that no column names')
  if (names.size > mostCompared) throw refusal(first.entity, `it has ${names.size} attributes, and ${mostCompared} are compared at most`)
  return [...names]
}

/** @throws InvalidQueryError where a SERIALIZABLE transaction could not check what it reads of a table. */
export function refuseUncheckable(models: readonly EntityModel[], table: string): void {
  if (models.length === 0 || models.some(({ version }) => version === undefined)) attributesCompared(models, table)
}

const refusal = (subject: string, why: string): InvalidQueryError =>
  new InvalidQueryError(`${subject}: a SERIALIZABLE transaction checks what it has read, but ${why}. Add @VersionColumn() to the entity.`, { code: 'transaction.uncheckable', entity: subject })
