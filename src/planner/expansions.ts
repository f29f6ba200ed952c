import { all, any, compare, conjuncts as conjunctsOf, not } from '../expressions/conditions.js'
import type { Condition } from '../expressions/Condition.js'
import type { EntityModel } from '../metadata/EntityModel.js'
import type { AttributeValue } from '../vocabulary/AttributeValue.js'
import { bindings, nameDifferentValues, type Bindings } from './bindings.js'
import type { Criteria } from './Criteria.js'
import type { ReadStep } from './ReadChoice.js'
import { wholeKeys } from './wholeKeys.js'

/** Branches that are looked at for one question: a where of many nested ORs has more than anyone could wait for. */
export const mostBranches = 1000
/** Queries that one page may merge: its cursor holds a place in each. */
export const mostPageQueries = 10

/** What stays the same while the branches of one question are planned. */
export interface Planning {
  readonly model: EntityModel
  readonly criteria: Criteria
  /** The same for branches, whose items the driver merges or sorts. */
  readonly branchCriteria: Criteria
  readonly forced: string | undefined
  /** Branches that may still be looked at. */
  left: number
  /** Plans conditions that must hold together; undefined where only a Scan would find what matches. */
  readonly branch: (planning: Planning, conjuncts: readonly Condition[], isBranch: boolean) => Planned | undefined
}

/** An answer without a Scan. */
export interface Planned {
  readonly steps: readonly ReadStep[]
  readonly ordered: boolean
  /** How much of its key the weakest step binds. */
  readonly strength: number
}

/**
 * Answers by several Queries: one for each branch of an OR, or one for each combination of values of a partition key. With
 * `few`, only those that do not take more than ten branches.
 */
export function expansions(planning: Planning, conjuncts: readonly Condition[], bound: Bindings, few: boolean): Planned[] {
  const byValue: Planned[] = []
  for (const lists of partitionLists(planning, bound, few ? mostPageQueries : mostBranches)) {
    const branches = combinations(lists).map((equalities) => [...conjuncts.filter((conjunct) => !lists.some((list) => list.conjuncts.has(conjunct))), ...equalities])
    // Values that differ exclude each other.
    const found = united(planning, branches)
    if (found !== undefined) byValue.push(found)
  }
  const most = few || byValue.some((one) => one.steps.length <= mostPageQueries) ? mostPageQueries : mostBranches
  const byBranch: Planned[] = []
  for (const either of conjuncts) {
    if (either.kind !== 'or' || either.conditions.length > most || !either.conditions.every((branch) => bindsPartition(planning, branch, bound))) continue
    const common = conjuncts.filter((conjunct) => conjunct !== either)
    const found = united(planning, exclusive(common, withKeysTogether(planning, common, either.conditions)))
    if (found !== undefined) byBranch.push(found)
  }
  return [...byBranch, ...byValue]
}

/** A list of values that a part of a partition key can have. */
interface PartList {
  readonly attribute: string
  readonly values: readonly AttributeValue[]
  readonly conjuncts: ReadonlySet<Condition>
}

/** For each partition key of the table and the indexes whose parts all have values, lists among them: these lists. */
function* partitionLists({ model, forced }: Planning, bound: Bindings, most: number): Generator<readonly PartList[]> {
  const seen = new Set<string>()
  const keys = forced === undefined ? [model.primaryKey[0]!.parts, ...model.indexes.map((index) => index.partitionKey.parts)] : [model.indexByName.get(forced)!.partitionKey.parts]
  for (const parts of keys) {
    const lists = parts.map(({ name }) => bound.possible(name))
    if (lists.some((values) => values === undefined)) continue
    const several = parts.flatMap(({ name }, at): PartList[] => (lists[at]!.length < 2 ? [] : [{ attribute: name, values: lists[at]!, conjuncts: new Set(bound.of(name).map(({ conjunct }) => conjunct)) }]))
    const product = several.reduce((count, { values }) => count * values.length, 1)
    const name = several.map(({ attribute }) => attribute).sort().join('|')
    if (several.length === 0 || product > most || seen.has(name)) continue
    seen.add(name)
    yield several
  }
}

function combinations(lists: readonly PartList[]): Condition[][] {
  let found: Condition[][] = [[]]
  for (const { attribute, values } of lists) found = found.flatMap((some) => values.map((value) => [...some, compare('=', attribute, value)]))
  return found
}

/** Whether a branch, with what holds for all, could bind a partition key: anything else need not be planned. */
function bindsPartition({ model }: Planning, branch: Condition, common: Bindings): boolean {
  const bound = bindings(conjunctsOf(branch))
  const has = (name: string): boolean => bound.possible(name) !== undefined || common.possible(name) !== undefined
  const nested = conjunctsOf(branch).some((one) => one.kind === 'or')
  return nested || [model.primaryKey[0]!, ...model.indexes.map((index) => index.partitionKey)].some((key) => key.parts.every(({ name }) => has(name)))
}

/** Branches that are whole keys become one, which BatchGetItem reads. */
function withKeysTogether({ model, criteria, forced }: Planning, common: readonly Condition[], branches: readonly Condition[]): readonly Condition[] {
  if (forced !== undefined || criteria.paged === true) return branches
  const isKey = (branch: Condition): boolean => {
    const conjuncts = [...common, ...conjunctsOf(branch)]
    return wholeKeys(model, conjuncts, bindings(conjuncts)) !== undefined
  }
  const keyed = branches.filter(isKey)
  return keyed.length < 2 ? branches : [any(keyed), ...branches.filter((branch) => !keyed.includes(branch))]
}

/** Each branch leaves out what an earlier one accepts, where both can accept the same item. */
function exclusive(common: readonly Condition[], branches: readonly Condition[]): Condition[][] {
  const bound = branches.map((branch) => bindings(conjunctsOf(branch)))
  return branches.map((branch, at) => {
    const own = [...common, ...conjunctsOf(branch)]
    const overlapping = branches.slice(0, at).filter((earlier, before) => !nameDifferentValues(bound[at]!, bound[before]!) && !bindings([...own, ...conjunctsOf(earlier)]).contradictory)
    return [...own, ...overlapping.map((earlier) => not(all(conjunctsOf(earlier))))]
  })
}

function united(planning: Planning, branches: readonly (readonly Condition[])[]): Planned | undefined {
  const parts: Planned[] = []
  for (const branch of branches) {
    const part = planning.branch(planning, branch, true)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return {
    steps: parts.flatMap((part) => part.steps),
    ordered: parts.every((part) => part.ordered),
    strength: Math.min(...parts.map((part) => part.strength)),
  }
}
