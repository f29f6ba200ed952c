import type { AttributeModel, EntityModel, IndexModel, KeyModel } from '../metadata/EntityModel.js'
import type { TableDefinition } from './TableDefinition.js'
import { tableDefinitions } from './tableDefinitions.js'

/** A key attribute of an entity's items. */
export interface KeyLayout {
  readonly attribute: string
  /** What it is made of: `USER#{userId}`. */
  readonly holds: string
  /** The keys that it belongs to: `table`, or an index's name. */
  readonly keyOf: readonly string[]
  /** Which items have it; undefined for all. */
  readonly when?: string | undefined
}

/** A question that one GetItem, or one Query, answers. */
export interface QuestionLayout {
  readonly request: 'GetItem' | 'Query'
  /** `table`, or an index's name. */
  readonly of: string
  /** The properties of which the where gives one value each. */
  readonly where: readonly string[]
  /** Properties that the where may narrow, and that order what is found, each after those before it. */
  readonly then: readonly string[]
  /** Which items are found there; undefined for all. */
  readonly when?: string | undefined
}

export interface ColumnLayout {
  readonly property: string
  readonly type: string
  readonly primary: boolean
}

export interface EntityLayout {
  readonly entity: string
  /** The value of the type attribute, in a table that entities share. */
  readonly type?: string | undefined
  readonly columns: readonly ColumnLayout[]
  readonly keys: readonly KeyLayout[]
  readonly questions: readonly QuestionLayout[]
}

export interface TableLayout extends TableDefinition {
  /** The attribute that tells the entities apart; undefined for a table of one. */
  readonly typeAttribute?: string | undefined
  readonly entities: readonly EntityLayout[]
}

/** A relation from the side that stores it. */
export interface RelationLayout {
  readonly from: string
  readonly property: string
  readonly to: string
  readonly kind: 'many-to-one' | 'one-to-one' | 'many-to-many'
  readonly optional: boolean
}

/** How entities are stored, and what can be asked of them by key. */
export interface ModelLayout {
  readonly tables: readonly TableLayout[]
  readonly relations: readonly RelationLayout[]
}

/** Lays out the tables of entities: what their items look like, and which questions a key answers. */
export function modelLayout(models: readonly EntityModel[], relations: readonly RelationLayout[] = []): ModelLayout {
  const tables = tableDefinitions(models).map((table): TableLayout => {
    const own = models.filter((model) => model.table === table.name)
    return { ...table, typeAttribute: own.find(({ itemType }) => itemType !== undefined)?.itemType?.attribute, entities: own.map(entityLayout) }
  })
  return { tables, relations }
}

const entityLayout = (model: EntityModel): EntityLayout => ({
  entity: model.entity,
  type: model.itemType?.value,
  columns: model.attributes.filter(({ hidden }) => hidden !== true).map((attribute) => ({ property: attribute.property, type: attribute.type, primary: model.identity.includes(attribute) })),
  keys: keyLayouts(model),
  questions: [...tableQuestions(model), ...model.indexes.map(indexQuestion)],
})

function keyLayouts(model: EntityModel): KeyLayout[] {
  const found = new Map<string, KeyLayout>()
  const add = (key: KeyModel, keyOf: string, index?: IndexModel): void => {
    for (const [position, { name }] of key.attributes.entries()) {
      const known = found.get(name)
      const parts = key.template === undefined ? [key.parts[position]!] : key.parts
      found.set(name, known === undefined ? { attribute: name, holds: keyText(model, key, position), keyOf: [keyOf], when: membersOf(index, parts) } : { ...known, keyOf: [...known.keyOf, keyOf] })
    }
  }
  for (const key of model.primaryKey) add(key, 'table')
  for (const index of model.indexes) for (const key of keysOf(index)) add(key, index.name, index)
  return [...found.values()]
}

function keyText(model: EntityModel, { parts, template }: KeyModel, position: number): string {
  const part = (attribute: AttributeModel): string => (attribute.hidden === true ? (model.itemType?.value ?? attribute.name) : `{${attribute.property}}`)
  return template === undefined ? part(parts[position]!) : template.literals.map((literal, at) => (at === 0 ? literal : `${part(parts[at - 1]!)}${literal}`)).join('')
}

const keysOf = ({ partitionKey, sortKey }: IndexModel): KeyModel[] => (sortKey === undefined ? [partitionKey] : [partitionKey, sortKey])

/** Which items have an attribute, or are in an index, in words; undefined for all. */
function membersOf(index: IndexModel | undefined, parts: readonly AttributeModel[]): string | undefined {
  const optional = index === undefined ? [] : [...new Set(parts.filter(({ nullable }) => nullable).map(({ property }) => property))]
  const reasons = [
    ...(index?.partial === true ? ['of some child classes'] : []),
    ...(index?.when === undefined ? [] : [`when ${index.when.text}`]),
    ...(optional.length === 0 ? [] : [`with ${optional.join(', ')}`]),
  ]
  return reasons.length === 0 ? undefined : reasons.join(', ')
}

const asked = (key: KeyModel | undefined): string[] => (key?.parts ?? []).filter(({ hidden }) => hidden !== true).map(({ property }) => property)

function tableQuestions({ primaryKey: [partitionKey, sortKey], identity }: EntityModel): QuestionLayout[] {
  const then = asked(sortKey)
  return [
    { request: 'GetItem', of: 'table', where: identity.map(({ property }) => property), then: [] },
    ...(then.length === 0 ? [] : [{ request: 'Query' as const, of: 'table', where: asked(partitionKey), then }]),
  ]
}

const indexQuestion = (index: IndexModel): QuestionLayout =>
  ({ request: 'Query', of: index.name, where: asked(index.partitionKey), then: asked(index.sortKey), when: membersOf(index, keysOf(index).flatMap(({ parts }) => parts)) })
