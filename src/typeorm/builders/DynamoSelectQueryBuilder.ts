import { Readable } from 'node:stream'
import type { ReadStream } from 'typeorm/platform/PlatformTools.js'
import { NoVersionOrUpdateDateColumnError, SelectQueryBuilder, type EntityTarget, type ObjectLiteral, type QueryRunner } from 'typeorm'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { Page } from '../../paging/Page.js'
import type { Pageable } from '../../paging/Pageable.js'
import type { Criteria } from '../../planner/Criteria.js'
import type { Explanation } from '../../planner/Explanation.js'
import type { Item } from '../../vocabulary/AttributeValue.js'
import { directionOf, orderOf, selectedAttributes, whereCondition } from '../criteria/fromFindOptions.js'
import { tellingNames } from '../criteria/ofEntity.js'
import { filterCondition } from '../criteria/fromText.js'
import { shown, type Shown } from '../criteria/ofEntity.js'
import { refuseUnknownOptions } from '../criteria/refuseUnknownOptions.js'
import type { DynamoFindPageOptions, DynamoScanOptions } from '../DynamoFindOptions.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import { cut } from '../../client/answer.js'
import type { EntityStore } from '../EntityStore.js'
import { explainQuestion, type ExplainOptions } from '../explainQuestion.js'
import { budgetOf, paceOf } from '../readLimits.js'
import { countEntities, hydrate, readItemsOf } from '../readEntities.js'
import { findPage } from '../findPage.js'
import { valueAt } from '../generateValues.js'
import { invalidValues } from '../typeormLine.js'
import { announceLoad } from '../announceLoad.js'
import type { UpdateValues } from '../UpdateValues.js'
import { loadRelations, type Loading } from '../relations/loadRelations.js'
import { idsFollow, relationsNamed, setMarkedIds, setRelationIds, type MarkedIds } from '../relations/relationIds.js'
import { followedBy, type RelationNode } from '../relations/RelationNode.js'
import { followWithin } from '../relations/followWithin.js'
import { isJoined, joinedRelations } from '../relations/joinedRelations.js'
import { readCollected } from '../relations/relationCollection.js'
import { relationTree } from '../relations/relationTree.js'
import { collected } from './collected.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { EntitiesAndRows } from './EntitiesAndRows.js'
import type { DynamoUpdateQueryBuilder } from './DynamoUpdateQueryBuilder.js'
import { tableRows } from './tableRows.js'
import { refuseSelectMethods } from './refuseSelectMethods.js'
import { rangeOf } from './rangeOf.js'
import { isAggregate, rawRows, selectedAttribute, type RawSelection } from './rawRows.js'
import type { SelectHints } from './SelectHints.js'
import { keyOf } from './targets.js'

/** TypeORM's select builder, answering from DynamoDB. */
export class DynamoSelectQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(SelectQueryBuilder)<Entity> {
  hints: SelectHints = {}

  protected work(): Work {
    return new Work(this.title, async (runner) => (await this.executeEntitiesAndRawResults(runner as unknown as QueryRunner)).raw)
  }

  /** A builder of updates, whose `set()` takes operators and paths as well. */
  override update<Target extends ObjectLiteral>(target: EntityTarget<Target>, values?: UpdateValues<Target>): DynamoUpdateQueryBuilder<Target>
  override update(values?: UpdateValues<Entity>): DynamoUpdateQueryBuilder<Entity>
  override update(...args: any[]): any {
    return (super.update as (...args: any[]) => unknown)(...args)
  }

  override clone(): this {
    const copy = super.clone()
    copy.hints = this.hints
    return copy
  }

  /** Reads this index, whatever the planner would choose. */
  override useIndex(index: string | string[]): this {
    const [name, second] = [index].flat()
    if (second !== undefined) throw new InvalidQueryError(`${this.store.metadata.name}: a read uses one index. Name the one.`, { entity: this.store.metadata.name })
    this.hints = { ...this.hints, index: name }
    return this
  }

  /** Strongly consistent reads, at twice the read units. Not on global indexes. */
  consistent(consistent = true): this {
    this.hints = { ...this.hints, consistent }
    return this
  }

  /** Shows what has outlived its @TimeToLive() and is not deleted yet, also of the relations that are loaded. */
  withExpired(): this {
    this.hints = { ...this.hints, withExpired: true }
    return this
  }

  protected override applyFindOptions(): void {
    const options = this.findOptions as DynamoFindPageOptions<Entity> & DynamoScanOptions<Entity> & { relations?: unknown }
    const { store } = this
    refuseUnknownOptions(store.metadata.name, options as Readonly<Record<string, unknown>>)
    const alias = this.expressionMap.mainAlias!.name
    if (options.withDeleted === true) this.withDeleted()
    if (options.comment !== undefined) this.comment(options.comment)
    const conditions: Condition[] = []
    if (options.where !== undefined && options.where !== null) conditions.push(whereCondition(store, options.where, invalidValues(this.driver.options)))
    if (options.filter !== undefined) conditions.push(filterCondition(store, options.filter))
    if (conditions.length > 0) this.expressionMap.wheres.push({ type: 'and', condition: { operator: 'dynamoCondition', condition: all(conditions) } } as never)
    const selected = selectedAttributes(store, options.select)
    if (selected !== undefined) this.expressionMap.selects = selected.map((name) => ({ selection: `${alias}.${store.model.attributeByName.get(name)!.property}` }))
    const relations = relationTree(this.driver, store.metadata, options, options.loadEagerRelations === false ? 'none' : 'end')
    for (const { attribute, direction } of orderOf(store, options.order, '', new Set(relations.map((node) => node.relation.propertyPath)))) this.addOrderBy(`${alias}.${store.model.attributeByName.get(attribute)!.property}`, direction)
    if (options.relationLoadStrategy !== undefined) this.expressionMap.relationLoadStrategy = options.relationLoadStrategy
    if (options.skip !== undefined) this.skip(options.skip)
    if (options.take !== undefined) this.take(options.take)
    if (options.lock !== undefined) {
      if (options.lock.mode === 'optimistic') this.setLock(options.lock.mode, options.lock.version as number)
      else this.setLock(options.lock.mode as 'pessimistic_read')
    }
    if (options.transaction === true) this.expressionMap.useTransaction = true
    const ids = options.loadRelationIds
    const idsAsMaps = typeof ids === 'object' && ids.disableMixedMap === true
    const idsOf = ids === undefined || ids === false ? [] : relationsNamed(store.metadata, typeof ids === 'object' ? ids.relations : undefined)
    this.hints = {
      ...this.hints,
      ...(options.index === undefined ? {} : { index: options.index }),
      ...(options.consistent === undefined ? {} : { consistent: options.consistent }),
      ...(options.scan === true ? { scan: true } : {}),
      ...(options.withExpired === true ? { withExpired: true } : {}),
      ...(options.maxEvaluated === undefined && options.maxRequests === undefined ? {} : { budget: budgetOf(options) }),
      ...paceOf(store.metadata.name, options),
      ...(relations.length === 0 ? {} : { relations }),
      ...(idsOf.length === 0 ? {} : { relationIds: { relations: idsOf, asMaps: idsAsMaps } }),
      // Only TypeORM's own loader before a write asks in this way.
      ...(idsAsMaps ? { remember: true, consistent: true } : {}),
    }
  }

  /** The question that this builder asks. */
  criteria(): Criteria {
    const { model } = this.store
    const where = all([this.whereCondition(), ...shown(model, this.driver.now(), this.shown())])
    const order = this.order()
    // What an inner join drops is known only when the relation has been loaded.
    const inner = this.isInner()
    const only = this.selection()
    return {
      where,
      order,
      projection: only === undefined ? undefined : [...new Set([...only, ...this.followed(), ...tellingNames(model)])],
      index: this.hints.index,
      consistent: this.hints.consistent ?? false,
      scan: this.hints.scan,
      segments: this.hints.segments,
      ...(inner ? { skip: 0 } : rangeOf(this.expressionMap, this.store.metadata.name)),
    }
  }

  private shown(): Required<Shown> {
    return { withDeleted: this.expressionMap.withDeleted, withExpired: this.hints.withExpired === true }
  }

  private relations(): RelationNode[] {
    return [...(this.hints.relations ?? []), ...joinedRelations(this.driver, this.expressionMap, this.shown())]
  }

  private isInner(): boolean {
    return this.expressionMap.joinAttributes.some(({ direction }) => direction === 'INNER')
  }

  /** Names of the attributes by which relations are followed. */
  private followed(): string[] {
    const ids = [...(this.hints.relationIds?.relations ?? []), ...this.markedIds().map((one) => one.relation)]
    return [...followedBy(this.relations()), ...idsFollow(this.driver, ids)]
  }

  /** What `@RelationId()` and loadRelationIdAndMap() mark; where entities are only counted or written, it is of no use. */
  private markedIds(): MarkedIds[] {
    if (this.hints.remember === true || this.hints.bare === true) return []
    const mapped = this.expressionMap.relationIdAttributes.map((one): MarkedIds => {
      if (one.queryBuilderFactory !== undefined || one.parentAlias !== this.expressionMap.mainAlias!.name) throw new UnsupportedError('joins', `${this.store.metadata.name}: ${one.mapToProperty}`)
      return { relation: one.relation, propertyName: one.mapToPropertyPropertyPath, asMaps: one.disableMixedMap }
    })
    return [...this.store.metadata.relationIds, ...mapped]
  }

  private order(): Criteria['order'] {
    return Object.entries(this.expressionMap.allOrderBys).filter(([path]) => !isJoined(this.expressionMap, path)).map(([path, value]) => {
      const attribute = this.attributeAt(path)
      if (attribute === undefined) throw new UnsupportedError('selections other than columns', path)
      if (typeof value === 'object' && value.nulls !== undefined) directionOf({ direction: value.order, nulls: value.nulls }, attribute.subject)
      return { attribute: attribute.name, direction: typeof value === 'string' ? value : value.order }
    })
  }

  /** The attribute of a column, or of a selection by its own alias. */
  private attributeAt(path: string): AttributeModel | undefined {
    const { selects, mainAlias } = this.expressionMap
    return selectedAttribute(this.store, mainAlias!.name, selects.find((select) => select.aliasName === path)?.selection ?? path)
  }

  /** Names of the attributes that were selected one by one; undefined for the usual ones. */
  private selection(): ReadonlySet<string> | undefined {
    const alias = this.expressionMap.mainAlias!.name
    const names = new Set<string>()
    const selects = this.expressionMap.selects.filter(({ selection }) => !isJoined(this.expressionMap, selection))
    let whole = selects.length === 0
    for (const { selection } of selects) {
      if (selection === alias) whole = true
      else {
        const attribute = this.attributeAt(selection)
        if (attribute === undefined) throw new UnsupportedError('selections other than columns', selection)
        names.add(attribute.name)
      }
    }
    if (names.size === 0) return undefined
    if (whole) for (const attribute of this.store.model.attributes) if (attribute.selected) names.add(attribute.name)
    return names
  }

  /** Entities page by page; each page is asked for when it is wanted. Where all are wanted, what belongs to them is left for the end. */
  async *pages(queryRunner: QueryRunner | undefined = this.queryRunner, whole = false): AsyncGenerator<Entity[], void, undefined> {
    const { store } = this
    this.refuseWhatCannotBe()
    if (this.hints.budget !== undefined) throw new InvalidQueryError(`${store.metadata.name}: maxEvaluated and maxRequests are for pages. Use findPage().`, { entity: store.metadata.name })
    const only = this.selection()
    for await (const items of readItemsOf(this.driver, store, this.criteria(), { context: queryRunner as unknown as DynamoQueryRunner | undefined, own: this.hints.remember, whole, pace: this.hints.pace })) {
      const entities = hydrate(store, items, only) as Entity[]
      if (this.hints.remember === true) for (const item of items) (queryRunner as unknown as DynamoQueryRunner).remember(store, keyOf(store, item), item, only === undefined)
      yield whole ? entities : await this.completed(entities, queryRunner)
    }
  }

  /** All entities with what belongs to them, which one Query may give. */
  private async whole(queryRunner: QueryRunner | undefined): Promise<Entity[]> {
    const { budget, pace, remember } = this.hints
    const nodes = this.together()
    if (nodes.length === 0 || budget !== undefined || pace !== undefined) return this.completed(await collected(this.pages(queryRunner, true)), queryRunner)
    this.refuseWhatCannotBe()
    const { driver, store } = this
    const found = await readCollected(driver, { store, criteria: this.criteria(), nodes }, { context: queryRunner as unknown as DynamoQueryRunner | undefined, own: remember })
    if (found === undefined) return this.completed(await collected(this.pages(queryRunner, true)), queryRunner, nodes)
    return this.completed(hydrate(store, found.items, this.selection()) as Entity[], queryRunner, nodes, found.collected)
  }

  /** The relations that may be read along with the entities. */
  private together(): RelationNode[] {
    return this.store.model.itemType === undefined || this.expressionMap.relationLoadStrategy === 'query' || this.isInner() ? [] : this.relations()
  }

  /** Entities with what belongs to them, announced as loaded. */
  private async completed(entities: Entity[], queryRunner: QueryRunner | undefined, relations = this.relations(), known?: Loading['collected']): Promise<Entity[]> {
    const { driver, store } = this
    const { relationIds, consistent } = this.hints
    const announce = async (of: EntityStore, loaded: object[]): Promise<void> => {
      followWithin(driver, queryRunner, of, loaded)
      if (this.expressionMap.callListeners) await announceLoad(this.connection, queryRunner, of.metadata, loaded)
    }
    const loading: Loading = { driver, context: queryRunner as unknown as DynamoQueryRunner | undefined, own: this.hints.remember, consistent, loaded: announce, collected: known }
    if (relationIds !== undefined) await setRelationIds(loading, entities, relationIds.relations, { ...this.shown(), asMaps: relationIds.asMaps })
    await setMarkedIds(loading, entities, this.markedIds(), this.shown())
    const kept = relations.length === 0 ? entities : await loadRelations(loading, relations, entities)
    await announce(store, kept)
    return kept
  }

  /**
   * One page of entities, by cursor or by number.
   *
   * @throws InvalidQueryError for a cursor of another question, an order that no index serves, or a number too far on.
   */
  async getPage(pageable: Pageable): Promise<Page<Entity>> {
    const { store } = this
    this.refuseWhatCannotBe()
    if (this.expressionMap.skip !== undefined || this.expressionMap.take !== undefined) throw new InvalidQueryError(`${store.metadata.name}: skip and take are for find(). A page has the size and the number of its Pageable.`, { entity: store.metadata.name, code: 'query.option' })
    if (this.hints.pace !== undefined) throw new InvalidQueryError(`${store.metadata.name}: segments, readCapacityPerSecond and onProgress are for scan(), streamAll() and iterate(). Leave them out of a page.`, { entity: store.metadata.name })
    const { items, ...page } = await findPage(this.driver, store, this.criteria(), pageable, { budget: this.hints.budget, context: this.queryRunner as unknown as DynamoQueryRunner | undefined })
    const content = hydrate(store, items, this.selection()) as Entity[]
    return { content: await this.completed(content, this.queryRunner), ...page }
  }

  /**
   * How the question is answered and why, without sending anything; with `analyze` it is asked, and what it has cost is added.
   *
   * Costs: no request; no units. With `analyze` what the question costs.
   *
   * @example `console.log(String(await users.createQueryBuilder('user').where({ age: '42' }).explain()))`
   */
  async explain({ analyze = false, page }: ExplainOptions = {}): Promise<Explanation> {
    this.refuseWhatCannotBe()
    return explainQuestion(this.driver, this.store, this.criteria(), { analyze, page, nodes: this.together(), context: this.queryRunner as unknown as DynamoQueryRunner | undefined })
  }

  protected override async executeEntitiesAndRawResults(queryRunner: QueryRunner): Promise<{ entities: Entity[]; raw: any[] }> {
    const { store } = this
    if (this.expressionMap.lockMode === 'optimistic' && store.metadata.versionColumn === undefined && store.metadata.updateDateColumn === undefined) throw new NoVersionOrUpdateDateColumnError(store.metadata.name)
    const entities = this.isInner() ? await this.joined(queryRunner, rangeOf(this.expressionMap, this.store.metadata.name)) : await this.whole(queryRunner)
    const alias = this.expressionMap.mainAlias!.name
    const selections = this.rawSelections()
    return new EntitiesAndRows(entities, () => {
      const items = entities.map((entity) => Object.fromEntries(store.model.attributes.flatMap((attribute) => {
        const value = store.codec.encodeValue(attribute, valueAt(entity, attribute))
        return value === undefined ? [] : [[attribute.name, value] as const]
      })))
      return rawRows(store, items, alias, selections)
    })
  }

  /** The same builder, for entities that nobody gets to see. */
  bare(): this {
    const copy = this.clone().callListeners(false)
    copy.hints = { ...copy.hints, bare: true }
    return copy
  }

  /** What has all that inner joins ask for, as far as it is wanted. */
  private async joined(queryRunner: QueryRunner, { skip, take }: Pick<Criteria, 'skip' | 'take'>): Promise<Entity[]> {
    if (take !== undefined) return collected(cut(this.pages(queryRunner), { skip, take }))
    return (await this.completed(await collected(this.pages(queryRunner, true)), queryRunner)).slice(skip)
  }

  private rawSelections(): RawSelection[] {
    return this.expressionMap.selects.map((one): RawSelection => ({ text: one.selection, as: one.aliasName }))
  }

  protected override async executeCountQuery(queryRunner: QueryRunner): Promise<number> {
    this.refuseWhatCannotBe()
    if (this.isInner()) return (await this.bare().joined(queryRunner, { skip: 0 })).length
    return countEntities(this.driver, this.store, { ...this.criteria(), order: [], projection: this.store.model.keyNames, skip: 0, take: undefined }, queryRunner as unknown as DynamoQueryRunner)
  }

  protected override async executeExistsQuery(queryRunner: QueryRunner): Promise<boolean> {
    this.refuseWhatCannotBe()
    if (this.isInner()) return (await this.bare().joined(queryRunner, { skip: 0, take: 1 })).length > 0
    for await (const items of readItemsOf(this.driver, this.store, { ...this.criteria(), order: [], skip: 0, take: 1, projection: this.store.model.keyNames }, { context: queryRunner as unknown as DynamoQueryRunner })) if (items.length > 0) return true
    return false
  }

  protected override async loadRawResults(queryRunner: QueryRunner): Promise<any[]> {
    const rows: Record<string, unknown>[] = []
    for await (const page of this.rawPages(queryRunner)) rows.push(...page)
    return rows
  }

  /** Raw rows page by page; an aggregate is one row of everything. */
  private async *rawPages(queryRunner: QueryRunner, whole = true): AsyncGenerator<Record<string, unknown>[], void, undefined> {
    this.refuseWhatCannotBe()
    if (this.isOfTable) await this.describeTable()
    const { store } = this
    if (this.expressionMap.joinAttributes.length > 0) throw new UnsupportedError('joins', `${store.metadata.name}: getRawMany()`)
    const alias = this.expressionMap.mainAlias!.name
    const selections = this.rawSelections()
    if (this.isOfTable) {
      for await (const items of readItemsOf(this.driver, store, this.criteriaOfAll(), { context: queryRunner as unknown as DynamoQueryRunner, whole })) yield tableRows(items, alias, selections)
      return
    }
    const aggregates = isAggregate(selections)
    // What cannot be selected is refused before anything is read.
    if (aggregates) rawRows(store, [], alias, selections)
    const criteria = aggregates ? { ...this.criteriaOfAll(), order: [], take: undefined, skip: 0 } : this.criteria()
    const read: Item[] = []
    for await (const items of readItemsOf(this.driver, store, criteria, { context: queryRunner as unknown as DynamoQueryRunner, whole, pace: this.hints.pace })) {
      if (aggregates) for (const item of items) read.push(item)
      else yield rawRows(store, items, alias, selections)
    }
    if (aggregates) yield rawRows(store, read, alias, selections)
  }

  /**
   * Raw rows as a stream of objects, which reads no further while nobody takes them. {@link DynamoRepository.stream} gives entities.
   *
   * Costs: what the question costs, a GetItem, BatchGetItem, Query or Scan per MB that is taken; half a read unit per 4 KB looked at, one if consistent.
   */
  override stream(): Promise<ReadStream> {
    const rows = async function* (this: DynamoSelectQueryBuilder<Entity>): AsyncGenerator<Record<string, unknown>, void, undefined> {
      const runner = this.obtainQueryRunner()
      try {
        for await (const page of this.rawPages(runner, false)) yield* page
      } finally {
        if (runner !== this.queryRunner) await runner.release()
      }
    }
    return Promise.resolve(Readable.from(rows.call(this), { objectMode: true, highWaterMark: 1 }) as unknown as ReadStream)
  }

  /**
   * The first entity; no more is asked for.
   *
   * Costs: one GetItem by the whole key, else mostly a Query; half a read unit per 4 KB looked at, one if consistent.
   */
  override async getOne(): Promise<Entity | null> {
    const { take, limit, offset } = this.expressionMap
    if (take !== undefined || limit !== undefined) return super.getOne()
    this.expressionMap[offset === undefined ? 'take' : 'limit'] = 1
    try {
      return await super.getOne()
    } finally {
      this.expressionMap.take = take
      this.expressionMap.limit = limit
    }
  }

  protected details(): string {
    const { order, skip, take, index, consistent } = this.criteria()
    const parts = [
      order.length === 0 ? '' : `order by ${order.map((one) => `${one.attribute} ${one.direction}`).join(', ')}`,
      skip === 0 ? '' : `skip ${skip}`, take === undefined ? '' : `take ${take}`, index === undefined ? '' : `index ${index}`, consistent ? 'consistent' : '',
    ]
    return parts.filter((part) => part !== '').map((part) => ` ${part}`).join('')
  }

  /** The question, whatever expressions are selected. */
  private criteriaOfAll(): Criteria {
    const selects = this.expressionMap.selects
    this.expressionMap.selects = []
    try {
      return this.criteria()
    } finally {
      this.expressionMap.selects = selects
    }
  }

  override setLock(lockMode: any, lockVersion?: any): this {
    if (lockMode !== 'optimistic') throw new UnsupportedError('pessimistic locks', this.expressionMap.mainAlias?.metadata.name)
    return super.setLock(lockMode as 'optimistic', lockVersion as number)
  }

  private refuseWhatCannotBe(): void {
    const map = this.expressionMap
    const name = this.isOfTable ? map.mainAlias?.tablePath : map.mainAlias?.metadata.name
    if (map.groupBys.length > 0 || map.havings.length > 0) throw new UnsupportedError('GROUP BY and HAVING', name)
    if (((map as { relationCountAttributes?: readonly unknown[] }).relationCountAttributes?.length ?? 0) > 0) throw new UnsupportedError('counts of relations', name)
    if (map.selectDistinct || map.selectDistinctOn.length > 0) throw new UnsupportedError('SELECT DISTINCT', name)
    if (map.cache) throw new UnsupportedError('cached queries', name)
    if (map.timeTravel) throw new UnsupportedError('time travel queries', name)
    if (map.aliases.filter((alias) => alias.type === 'from').length > 1) throw new UnsupportedError('several entities in one query', name)
  }

  /**
   * Notes a relation to load.
   *
   * @throws UnsupportedError for anything but a relation of an alias, with no condition.
   */
  protected override join(direction: 'INNER' | 'LEFT', property: unknown, aliasName: string, condition?: string, parameters?: ObjectLiteral, mapToProperty?: string, ...rest: any[]): void {
    const map = this.expressionMap
    const [parent = '', ...path] = typeof property === 'string' ? property.split('.') : []
    const metadata = map.aliases.find((alias) => alias.name === parent && alias.hasMetadata)?.metadata
    if (metadata?.findRelationWithPropertyPath(path.join('.')) === undefined || condition || mapToProperty !== undefined) throw new UnsupportedError('joins', map.mainAlias?.metadata.name)
    super['join'](direction, property as string, aliasName, condition, parameters, mapToProperty, ...(rest as []))
  }
}

refuseSelectMethods(DynamoSelectQueryBuilder.prototype)
