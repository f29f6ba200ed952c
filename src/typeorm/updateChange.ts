import { attributeCodecs } from '../codec/attributeCodecs.js'
import { InvalidQueryError } from '../errors/InvalidQueryError.js'
import { UnsupportedError } from '../errors/unsupported.js'
import type { Path } from '../expressions/Condition.js'
import { overlap } from '../expressions/pathFault.js'
import { pathText } from '../expressions/pathText.js'
import type { UpdateAction } from '../expressions/Update.js'
import type { AttributeModel } from '../metadata/EntityModel.js'
import { attributeTypes } from '../vocabulary/attributeTypes.js'
import type { AttributeValue, Item } from '../vocabulary/AttributeValue.js'
import { computedFault } from '../planner/indexActions.js'
import type { UpdateChange } from '../planner/WriteChange.js'
import type { EntityStore } from './EntityStore.js'
import { movedExpiry } from './generateValues.js'
import { operatorAction, subjectOf } from './operatorAction.js'
import { UpdateOperator } from './updateOperator.js'

/**
 * What becomes of an attribute, or of what a path leads to inside of it: a value, an operator, or a function where TypeORM's
 * increment() and decrement() stand.
 */
export type Assignment = readonly [attribute: AttributeModel, value: unknown, path?: Path]

/**
 * The actions of an update: values are set, null removes an attribute, operators do what they say, a function that gives
 * `visits + 1` adds.
 *
 * @throws InvalidQueryError for two that change one value.
 */
export function assignments(store: EntityStore, set: readonly Assignment[], parameters: Readonly<Record<string, unknown>> = {}): UpdateAction[] {
  const actions = set.map((assignment) => actionOf(store, assignment, parameters))
  for (const [at, { path }] of actions.entries()) {
    const rival = actions.slice(0, at).find((other) => overlap(path, other.path))
    if (rival !== undefined) throw new InvalidQueryError(`${store.metadata.name}: the update changes ${pathText(path)} and ${pathText(rival.path)}, of which one holds the other. Change each value once.`, { entity: store.metadata.name, path: pathText(path), code: 'update.value' })
  }
  return actions
}

function actionOf(store: EntityStore, [attribute, value, path = [attribute.name]]: Assignment, parameters: Readonly<Record<string, unknown>>): UpdateAction {
  if (attribute.computed !== undefined) throw computedFault(attribute)
  if (value instanceof UpdateOperator) return operatorAction(store, attribute, path, value)
  if (typeof value === 'function') return increment(store, attribute, path.length === 1 ? (value as () => unknown)() : '', parameters)
  if (path.length > 1) return { kind: 'set', path, value: { kind: 'literal', value: attributeCodecs.json.encode(value, subjectOf(attribute, path)) } }
  const encoded = store.codec.encodeValue(attribute, value)
  return encoded === undefined ? { kind: 'remove', path } : { kind: 'set', path, value: { kind: 'literal', value: encoded } }
}

const sum = /^\s*(.+?)\s*([+-])\s*(?:([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|:(\w+))\s*$/
const exact = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** A column to which a number or a parameter is added, or from which it is taken. @throws UnsupportedError for other SQL. */
function increment({ metadata }: EntityStore, attribute: AttributeModel, text: unknown, parameters: Readonly<Record<string, unknown>>): UpdateAction {
  const [, name = '', sign, number, parameter] = sum.exec(String(text)) ?? []
  const plain = name.replace(/["`]/g, '').replace(/^\w+\.(?=[^.]+$)/, (prefix) => (prefix === `${metadata.name}.` || prefix === `${metadata.tableName}.` ? '' : prefix))
  const amount = number ?? (parameter === undefined || !Object.hasOwn(parameters, parameter) ? '' : String(parameters[parameter]))
  if ((plain !== attribute.name && plain !== attribute.property) || !exact.test(amount)) throw new UnsupportedError('SQL expressions as values', attribute.subject)
  const negative = amount.startsWith('-')
  const digits = amount.replace(/^[+-]/, '')
  if (attributeTypes[attribute.type].wire !== 'N') throw new InvalidQueryError(`${attribute.subject}: only numbers can be added to. Set the value instead.`, { path: attribute.property })
  return { kind: 'add', path: [attribute.name], value: { N: (sign === '-') !== negative ? `-${digits}` : digits } }
}

export interface VersionedChange {
  readonly change: Pick<UpdateChange, 'actions' | 'expectedVersion'>
  /** New values of these columns, by attribute name, as far as they are known. */
  readonly generated: Readonly<Record<string, unknown>>
  /** Whether DynamoDB counts the version, so that its new value is known only from the answer. */
  readonly counted: boolean
}

/**
 * Adds what an update always does besides: the next version, the date, and the time to live where each write moves it. With the
 * stored item known, the version is literal and must still be the stored one; else DynamoDB counts it.
 */
export function versioned(store: EntityStore, actions: readonly UpdateAction[], base: Item | undefined, now: Date): VersionedChange {
  const { version, updateDate } = store.model
  const named = new Set(actions.map((action) => action.path[0]))
  const added: UpdateAction[] = []
  const generated: Record<string, unknown> = {}
  let expectedVersion: AttributeValue | undefined
  let counted = false
  if (version !== undefined && !named.has(version.name)) {
    const stored = base?.[version.name]
    if (stored?.N === undefined) {
      counted = true
      added.push({ kind: 'set', path: [version.name], value: { kind: 'plus', left: { kind: 'if-not-exists', path: [version.name], value: { kind: 'literal', value: { N: '0' } } }, right: { kind: 'literal', value: { N: '1' } } } })
    } else {
      expectedVersion = stored
      generated[version.name] = Number(stored.N) + 1
      added.push({ kind: 'set', path: [version.name], value: { kind: 'literal', value: { N: String(Number(stored.N) + 1) } } })
    }
  }
  for (const [attribute, value] of [...(updateDate === undefined ? [] : [[updateDate, now] as const]), ...movedExpiry(store.model, now)]) {
    if (named.has(attribute.name)) continue
    generated[attribute.name] = value
    added.push(...assignments(store, [[attribute, value]]))
  }
  return { change: { actions: [...actions, ...added], expectedVersion }, generated, counted }
}
