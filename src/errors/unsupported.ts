import { DynamoOrmError } from './DynamoOrmError.js'

/** What DynamoDB has no counterpart for, or this driver does not offer, with what to do instead: one list for every refusal. */
const remedies = {
  'SQL text': 'Use repositories, query builders, or PartiQL: SELECT, INSERT, UPDATE and DELETE as DynamoDB knows them.',
  'PartiQL writes of index parts, composed attributes and versions': 'Use put(), update() or updateExpression(), which keep them right.',
  'PartiQL writes of unique columns': 'Use put(), update() or delete(), which keep them unique.',
  'PartiQL writes that it cannot read': 'Write UPDATE "table" SET name = ? WHERE ..., INSERT INTO "table" VALUE {...} or DELETE FROM "table" WHERE ..., or use put() and update().',
  'PartiQL writes in a transaction': 'Write through the manager of the transaction.',
  'PartiQL beside unsent writes of a transaction': 'Read before the first write, or with find().',
  'PartiQL in a transaction above READ COMMITTED': 'Read with get() or find(), which see an item as it was read first.',
  'joins': 'Load a relation by `relations`, or by leftJoinAndSelect() or innerJoinAndSelect() without a condition.',
  'relations in a where': 'Filter by the foreign key column instead.',
  'orders by a related entity': 'Sort what was found, or store the property in the entity as well.',
  'counts of relations': 'Count the related entities with countBy().',
  'sub-queries': 'Ask in two finds.',
  'GROUP BY and HAVING': 'Aggregate in the application.',
  'SELECT DISTINCT': 'Remove duplicates in the application.',
  'selections other than columns': 'Select columns, and compute in the application.',
  'sums of what are no numbers': 'Sum a column of numbers.',
  'the least of what has no order': 'Compare columns of text, numbers, dates or binary.',
  'limits of execution time': 'Set requestTimeout in clientConfig, or take fewer entities.',
  'several entities in one query': 'Ask for each entity by itself.',
  'LIMIT and ORDER BY of a write': 'Find the entities, and write them by their keys.',
  'pessimistic locks': 'Add a @VersionColumn(), or use a transaction.',
  'this isolation level': 'Use READ COMMITTED, REPEATABLE READ or SERIALIZABLE.',
  'streams of rows': 'Use stream() of a query builder, or of a repository.',
  'common table expressions': 'Ask in several finds.',
  'INSERT ... SELECT': 'Read with find() and write with putMany().',
  'ON CONFLICT': 'Use upsert() with the primary key as conflict path, or put().',
  'SQL expressions as values': 'Use a number that is added to the column itself, as in () => \'visits + 1\', increment(), add() or updateExpression().',
  'tree entities': 'Store the parent\'s key in a column and index it.',
  'views': 'Use an index, or write a table of your own.',
  'cached queries': 'Cache in the application.',
  'time travel queries': 'Use point-in-time recovery of the table.',
  'RETURNING in a transaction': 'Read the entity after the commit.',
  'RETURNING of these writes': 'Read the entity after the write.',
  'case-insensitive patterns': 'Store a lower-case copy of the property and filter by that.',
  'patterns in the middle of a text': 'Use a pattern with one % at the end (begins with) or at both ends (contains), or BeginsWith() and Contains(), which take % and _ as they are.',
  'JsonContains': 'Name the path in a filter, or store the member in a column of its own.',
  'this find operator': 'Use one of those in docs/typeorm.md, or a filter.',
  'databases and schemas': 'Tell tables apart by entityPrefix, or use another account or region.',
  'renaming tables': 'Create a table under the new name and copy the items.',
  'comments on tables and columns': 'Leave the comment out.',
  'columns of tables': 'Only keys are declared: change the entities, and their items by a query builder or updateOne().',
  'changing the key of a table': 'Create a table under another name and copy the items.',
  'constraints': 'DynamoDB keeps only primary keys unique and knows nothing of other tables: leave the constraint to the entities.',
  'values that a table fills in': 'Give the entity the default, or fill in the value where you write.',
  'indices of another kind': 'Use an index of columns alone: items that lack one of them are not in it.',
  'looking for columns that are not keys': 'Look at the entity, or read an item.',
  'collected SQL': 'Use schema:log, or createSchemaBuilder().log(), to see what would be sent.',
} as const

export type UnsupportedFeature = keyof typeof remedies

/** Something that TypeORM offers and DynamoDB does not. Nothing has been sent. */
export class UnsupportedError extends DynamoOrmError {
  readonly feature: UnsupportedFeature

  constructor(feature: UnsupportedFeature, subject?: string) {
    super(`${subject === undefined ? 'T' : `${subject}: t`}his driver does not support ${feature}. ${remedies[feature]}`, { code: 'unsupported' })
    this.feature = feature
  }
}
