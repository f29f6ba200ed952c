import { assignProperty } from '../codec/assignProperty.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { ValidationError, type ValidationIssue } from '../errors/ValidationError.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import type { StandardIssue, StandardSchema } from '../vocabulary/StandardSchema.js'
import type { EntityStore } from './EntityStore.js'
import { valueAt } from './generateValues.js'
import type { WriteContext } from './WriteContext.js'

interface Judged {
  /** The place of the entity in the list that was given. */
  readonly index?: number | undefined
  /** Names of the attributes that are written; all where undefined. */
  readonly written?: ReadonlySet<string> | undefined
}

/** What the schemas of a class and of its properties find at fault in an entity that is about to be stored. */
export async function issuesOf({ model }: EntityStore, entity: object, { index, written }: Judged = {}): Promise<ValidationIssue[]> {
  const { validation } = model
  if (validation === undefined) return []
  return all(model.entity, index, [
    ...validation.whole.flatMap(({ path, schema }) => (objectAt(entity, path) === undefined ? [] : [ask(schema, objectAt(entity, path), path)])),
    ...validation.columns.filter(({ ofChild, name }) => ofChild !== true && written?.has(name) !== false).flatMap((attribute) => attribute.schemas!.map((schema) => ask(schema, valueAt(entity, attribute), attribute.path))),
  ])
}

/**
 * What they find at fault in a change of items that are not read: the schemas of properties in what these are given, and a
 * schema of parts in all that is given.
 *
 * @throws InvalidQueryError for what no schema could judge.
 */
export async function issuesOfChange({ model, codec }: EntityStore, actions: readonly UpdateAction[]): Promise<ValidationIssue[]> {
  const { validation } = model
  if (validation === undefined) return []
  const given = new Map<AttributeModel, unknown>()
  for (const action of actions) {
    const attribute = model.attributeByName.get(action.path[0])
    if (attribute === undefined || !isJudged(attribute, validation.whole)) continue
    const isWhole = action.path.length === 1 && (action.kind === 'remove' || (action.kind === 'set' && action.value.kind === 'literal'))
    if (!isWhole) throw new InvalidQueryError(`${attribute.subject}: what DynamoDB works out, and a part of a value, cannot be validated before it is stored. Set the whole value, or use save().`, { entity: model.entity, path: attribute.property, code: 'query.validation' })
    given.set(attribute, action.kind === 'set' && action.value.kind === 'literal' ? codec.decodeValue(attribute, action.value.value) : null)
  }
  const judgements = [...given].flatMap(([attribute, value]) => (attribute.schemas ?? []).map((schema) => ask(schema, value, attribute.path)))
  for (const { path, part } of validation.whole) {
    const changed = [...given].filter(([attribute]) => isWithin(attribute, path) && !isOwn(attribute))
    if (changed.length === 0) continue
    if (part === undefined) throw new InvalidQueryError(`${model.entity}: the schema of a whole class cannot judge a part of it. Give @Validate() a schema of parts as well, { part }, or use save().`, { entity: model.entity, code: 'query.validation' })
    const partial = {}
    for (const [attribute, value] of changed) assignProperty(partial, attribute.path.slice(path.length), value)
    judgements.push(ask(part, partial, path))
  }
  return all(model.entity, undefined, judgements)
}

/**
 * Ends a write for what is at fault: at once or, in a save of several, when all of it is known. Then it gives true, and nothing
 * is written.
 *
 * @throws ValidationError
 */
export function endFor(context: WriteContext, issues: readonly ValidationIssue[]): boolean {
  if (issues.length === 0) return false
  if (context.faults === undefined || !context.isTransactionActive) throw new ValidationError(issues)
  context.faults.issues.push(...issues)
  return true
}

type Whole = readonly { readonly path: readonly string[] }[]

const isWithin = (attribute: AttributeModel, path: readonly string[]): boolean => path.every((name, at) => attribute.path[at] === name)
/** What the driver fills in, and foreign keys without a property: nothing of the class for its schema. */
const isOwn = ({ generated, propertyless }: AttributeModel): boolean => (generated !== undefined && generated !== 'uuid' && generated !== 'increment') || propertyless === true
const isJudged = (attribute: AttributeModel, whole: Whole): boolean => attribute.schemas !== undefined || (!isOwn(attribute) && whole.some(({ path }) => isWithin(attribute, path)))

/** Whether a change is more than what the driver fills in, as a soft deletion is not. */
export const isJudgedChange = ({ model }: EntityStore, actions: readonly UpdateAction[]): boolean =>
  model.validation !== undefined && actions.some((action) => {
    const attribute = model.attributeByName.get(action.path[0])
    return attribute !== undefined && isJudged(attribute, model.validation!.whole)
  })

function objectAt(entity: object, path: readonly string[]): unknown {
  let value: unknown = entity
  for (const name of path) value = (value as Record<string, unknown> | null | undefined)?.[name]
  return value ?? undefined
}

interface Found {
  readonly path: string
  readonly message: string
}

async function ask(schema: StandardSchema, value: unknown, within: readonly string[]): Promise<Found[]> {
  const { issues } = await schema['~standard'].validate(value)
  return (issues ?? []).map(({ path, message }) => ({ path: [...within, ...Array.from(path ?? [], segment)].join('.'), message }))
}

const segment = (one: NonNullable<StandardIssue['path']>[number]): string => String(typeof one === 'object' ? one.key : one)

/** In order, each once: a class and a property may say the same. */
async function all(entity: string, index: number | undefined, judgements: readonly Promise<Found[]>[]): Promise<ValidationIssue[]> {
  const found = (await Promise.all(judgements)).flat()
  return [...new Map(found.map(({ path, message }) => [`${path}\n${message}`, { entity, path, message, ...(index === undefined ? {} : { index }) }])).values()]
}
