import { type EntityMetadata, NoVersionOrUpdateDateColumnError, SelectQueryBuilder, type ObjectLiteral, type QueryRunner } from 'typeorm'
import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js'
import type { Pace } from '../../client/pacedSender.js'
import type { PageBudget } from '../../client/readPage.js'
import { InvalidQueryError } from '../../errors/InvalidQueryError.js'
import { UnsupportedError } from '../../errors/unsupported.js'
import { all, isNull } from '../../expressions/conditions.js'
import type { Condition } from '../../expressions/Condition.js'
import type { AttributeModel } from '../../metadata/EntityModel.js'
import type { Page } from '../../paging/Page.js'
import type { Pageable } from '../../paging/Pageable.js'
import type { Criteria } from '../../planner/Criteria.js'
import type { Explanation } from '../../planner/Explanation.js'
import { directionOf, orderOf, selectedAttributes, whereCondition } from '../criteria/fromFindOptions.js'
import { filterCondition } from '../criteria/fromText.js'
import type { DynamoFindPageOptions, DynamoScanOptions } from '../DynamoFindOptions.js'
import { Work, type DynamoQueryRunner } from '../DynamoQueryRunner.js'
import type { EntityStore } from '../EntityStore.js'
import { explainQuestion, type ExplainOptions } from '../explainQuestion.js'
import { budgetOf, paceOf } from '../readLimits.js'
import { countEntities, hydrate, readItemsOf } from '../readEntities.js'
import { findPage } from '../findPage.js'
import { invalidValues } from '../typeormLine.js'
import { announceLoad } from '../announceLoad.js'
import { loadRelations, type Loading } from '../relations/loadRelations.js'
import { idsFollow, setMarkedIds, setRelationIds } from '../relations/relationIds.js'
import { followedBy, type RelationNode } from '../relations/RelationNode.js'
import { relationTree } from '../relations/relationTree.js'
import { DynamoBuilder } from './DynamoBuilder.js'
import { rawRows, type RawSelection } from './rawRows.js'
import { keyOf } from './targets.js'

interface Hints {
  readonly index?: string | undefined
  readonly consistent?: boolean | undefined
  readonly scan?: boolean | undefined
  /** Relations to load with what is found. */
  readonly relations?: readonly RelationNode[] | undefined
  /** Relations of which only the ids are wanted. */
  readonly relationIds?: { readonly relations: readonly RelationMetadata[]; readonly asMaps: boolean } | undefined
  readonly budget?: PageBudget | undefined
  readonly segments?: number | undefined
  readonly pace?: Pace | undefined
  /** What is read is the base of writes on the same runner. */
  readonly remember?: boolean | undefined
}

/** TypeORM's select builder, answering from DynamoDB. */
export class DynamoSelectQueryBuilder<Entity extends ObjectLiteral> extends DynamoBuilder(SelectQueryBuilder)<Entity> {
  hints: Hints = {}

  protected work(): Work {
    return new Work(this.getQuery(), async (runner) => (await this.executeEntitiesAndRawResults(runner as unknown as QueryRunner)).raw)
  }

  override clone(): this {
    const copy = super.clone()
    copy.hints = this.hints
    return copy
  }

  /** Reads this index, whatever the planner would choose. */
  override useIndex(index: string): this {
    this.hints = { ...this.hints, index }
    return this
  }

  /** Strongly consistent reads, at twice the read units. Not on global indexes. */
  consistent(consistent = true): this {
    this.hints = { ...this.hints, consistent }
    return this
  }

  protected override applyFindOptions(): void {
    const options = this.findOptions as DynamoFindPageOptions<Entity> & DynamoScanOptions<Entity> & { relations?: unknown; cache?: unknown }
    const { store } = this
    const alias = this.expressionMap.mainAlias!.name
    if (options.cache) throw new UnsupportedError('cached queries', store.metadata.name)
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
    if (options.skip !== undefined) this.skip(options.skip)
    if (options.take !== undefined) this.take(options.take)
    if (options.lock !== undefined) {
      if (options.lock.mode === 'optimistic') this.setLock(options.lock.mode, options.lock.version as number)
      else this.setLock(options.lock.mode as 'pessimistic_read')
    }
    if (options.transaction === true) this.expressionMap.useTransaction = true
    const ids = options.loadRelationIds
    const idsAsMaps = typeof ids === 'object' && ids.disableMixedMap === true
    const named = typeof ids === 'object' ? ids.relations : undefined
    const idsOf = ids === undefined || ids === false ? [] : store.metadata.relations.filter((relation) => named === undefined || named.includes(relation.propertyPath))
    this.hints = {
      ...this.hints,
      ...(options.index === undefined ? {} : { index: options.index }),
      ...(options.consistent === undefined ? {} : { consistent: options.consistent }),
      ...(options.scan === true ? { scan: true } : {}),
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
    const { deleteDate } = model
    const where = this.whereCondition()
    const order = this.order()
    const only = this.selection()
    return {
      where: deleteDate === undefined || this.expressionMap.withDeleted ? where : all([where, isNull(deleteDate.name)]),
      order,
      projection: only === undefined ? undefined : [...new Set([...only, ...order.map((one) => one.attribute), ...this.followed(), ...(model.discriminator === undefined ? [] : [model.discriminator.name])])],
      index: this.hints.index,
      consistent: this.hints.consistent ?? false,
      scan: this.hints.scan,
      segments: this.hints.segments,
      skip: this.expressionMap.skip ?? this.expressionMap.offset ?? 0,
      take: this.expressionMap.take ?? this.expressionMap.limit,
    }
  }

  /** Names of the attributes by which relations are followed. */
  private followed(): string[] {
    const ids = [...(this.hints.relationIds?.relations ?? []), ...this.markedIds().map((one) => one.relation)]
    return [...followedBy(this.hints.relations ?? []), ...idsFollow(this.driver, ids)]
  }

  /** What `@RelationId()` marks; a loader before a write has no use for it. */
  private markedIds(): EntityMetadata['relationIds'] {
    return this.hints.remember === true ? [] : this.store.metadata.relationIds
  }

  private order(): Criteria['order'] {
    return Object.entries(this.expressionMap.allOrderBys).map(([path, value]) => {
      const attribute = this.attributeAt(path)
      if (attribute === undefined) throw new UnsupportedError('selections other than columns', path)
      if (typeof value === 'object' && value.nulls !== undefined) directionOf({ direction: value.order, nulls: value.nulls }, attribute.subject)
      return { attribute: attribute.name, direction: typeof value === 'string' ? value : value.order }
    })
  }

  private attributeAt(path: string): AttributeModel | undefined {
    const alias = `${this.expressionMap.mainAlias!.name}.`
    return this.store.model.attributeByProperty.get(path.startsWith(alias) ? path.slice(alias.length) : path)
  }

  /** Names of the attributes that were selected one by one; undefined for the usual ones. */
  private selection(): ReadonlySet<string> | undefined {
    const alias = this.expressionMap.mainAlias!.name
    const names = new Set<string>()
    let whole = this.expressionMap.selects.length === 0
    for (const { selection } of this.expressionMap.selects) {
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
    for await (const items of readItemsOf(this.driver, store, this.criteria(), { context: queryRunner as unknown as DynamoQueryRunner | undefined, whole, pace: this.hints.pace })) {
      const entities = hydrate(store, items, only) as Entity[]
      if (this.hints.remember === true) for (const item of items) (queryRunner as unknown as DynamoQueryRunner).remember(store, keyOf(store, item), item)
      yield whole ? entities : await this.completed(entities, queryRunner)
    }
  }

  /** Entities with what belongs to them, announced as loaded. */
  private async completed(entities: Entity[], queryRunner: QueryRunner | undefined): Promise<Entity[]> {
    const { driver, store } = this
    const { relations = [], relationIds, consistent } = this.hints
    const withDeleted = this.expressionMap.withDeleted
    const announce = async (of: EntityStore, loaded: object[]): Promise<void> => {
      if (this.expressionMap.callListeners) await announceLoad(this.connection, queryRunner, of.metadata, loaded)
    }
    const loading: Loading = { driver, context: queryRunner as unknown as DynamoQueryRunner | undefined, consistent, loaded: announce }
    if (relationIds !== undefined) await setRelationIds(loading, entities, relationIds.relations, { withDeleted, asMaps: relationIds.asMaps })
    await setMarkedIds(loading, entities, this.markedIds(), withDeleted)
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
    if (this.hints.pace !== undefined) throw new InvalidQueryError(`${store.metadata.name}: segments, readCapacityPerSecond and onProgress are for scan(), streamAll() and iterate(). Leave them out of a page.`, { entity: store.metadata.name })
    const { items, ...page } = await findPage(this.driver, store, this.criteria(), pageable, this.hints.budget)
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
    return explainQuestion(this.driver, this.store, this.criteria(), { analyze, page, context: this.queryRunner as unknown as DynamoQueryRunner | undefined })
  }

  protected override async executeEntitiesAndRawResults(queryRunner: QueryRunner): Promise<{ entities: Entity[]; raw: any[] }> {
    const { store } = this
    if (this.expressionMap.lockMode === 'optimistic' && store.metadata.versionColumn === undefined && store.metadata.updateDateColumn === undefined) throw new NoVersionOrUpdateDateColumnError(store.metadata.name)
    let entities: Entity[] = []
    for await (const page of this.pages(queryRunner, true)) {
      if (entities.length === 0) entities = page
      else for (const entity of page) entities.push(entity)
    }
    entities = await this.completed(entities, queryRunner)
    const alias = this.expressionMap.mainAlias!.name
    return {
      entities,
      get raw() {
        return rawRows(store, entities, alias)
      },
    }
  }

  protected override executeCountQuery(queryRunner: QueryRunner): Promise<number> {
    this.refuseWhatCannotBe()
    return countEntities(this.driver, this.store, { ...this.criteria(), order: [], projection: this.store.model.keyNames, skip: 0, take: undefined }, queryRunner as unknown as DynamoQueryRunner)
  }

  protected override async executeExistsQuery(queryRunner: QueryRunner): Promise<boolean> {
    this.refuseWhatCannotBe()
    for await (const items of readItemsOf(this.driver, this.store, { ...this.criteria(), order: [], skip: 0, take: 1, projection: this.store.model.keyNames }, { context: queryRunner as unknown as DynamoQueryRunner })) if (items.length > 0) return true
    return false
  }

  protected override async loadRawResults(queryRunner: QueryRunner): Promise<any[]> {
    this.refuseWhatCannotBe()
    const { store } = this
    const alias = this.expressionMap.mainAlias!.name
    const selections = this.expressionMap.selects.map((one): RawSelection => ({ text: one.selection, as: one.aliasName }))
    const aggregates = selections.some((one) => /^\w+\(.*\)$/.test(one.text))
    const read: object[] = []
    const criteria = aggregates ? { ...this.criteriaOfAll(), order: [], take: undefined, skip: 0 } : this.criteria()
    for await (const items of readItemsOf(this.driver, store, criteria, { context: queryRunner as unknown as DynamoQueryRunner, whole: true })) read.push(...hydrate(store, items, new Set(store.model.attributeByName.keys())))
    return rawRows(store, read, alias, selections)
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
    const name = map.mainAlias?.metadata.name
    if (map.groupBys.length > 0 || map.havings.length > 0) throw new UnsupportedError('GROUP BY and HAVING', name)
    if (map.selectDistinct || map.selectDistinctOn.length > 0) throw new UnsupportedError('SELECT DISTINCT', name)
    if (map.cache) throw new UnsupportedError('cached queries', name)
    if (map.timeTravel) throw new UnsupportedError('time travel queries', name)
  }

  /** @throws UnsupportedError always. */
  protected override join(): never {
    throw new UnsupportedError('joins', this.expressionMap.mainAlias?.metadata.name)
  }

  /** @throws UnsupportedError always. */
  override stream(): never {
    throw new UnsupportedError('streams of rows', this.expressionMap.mainAlias?.metadata.name)
  }
}
