import type { UnsupportedFeature } from '../../errors/unsupported.js'

/** What TypeORM's query runners can do to a schema and DynamoDB cannot: the one list, by the reason why. */
export const refusedMethods = {
  'streams of rows': ['stream'],
  'databases and schemas': ['createDatabase', 'dropDatabase', 'createSchema', 'dropSchema'],
  'views': ['createView', 'dropView', 'getView', 'getViews'],
  'renaming tables': ['renameTable'],
  'comments on tables and columns': ['changeTableComment'],
  'columns of tables': ['addColumn', 'addColumns', 'renameColumn', 'changeColumn', 'changeColumns', 'dropColumn', 'dropColumns'],
  'changing the key of a table': ['createPrimaryKey', 'updatePrimaryKeys', 'dropPrimaryKey'],
  'constraints': [
    'createUniqueConstraint', 'createUniqueConstraints', 'dropUniqueConstraint', 'dropUniqueConstraints',
    'createCheckConstraint', 'createCheckConstraints', 'dropCheckConstraint', 'dropCheckConstraints',
    'createExclusionConstraint', 'createExclusionConstraints', 'dropExclusionConstraint', 'dropExclusionConstraints',
    'createForeignKey', 'createForeignKeys', 'dropForeignKey', 'dropForeignKeys',
  ],
  'collected SQL': ['executeMemoryUpSql', 'executeMemoryDownSql'],
} as const satisfies Partial<Record<UnsupportedFeature, readonly string[]>>

/** The same for methods that answer at once, and so must throw at once. */
export const refusedAtOnce = {
  'collected SQL': ['enableSqlMemory', 'disableSqlMemory', 'clearSqlMemory', 'getMemorySql'],
} as const satisfies Partial<Record<UnsupportedFeature, readonly string[]>>

type NamesIn<List> = List extends Readonly<Record<string, readonly (infer Name)[]>> ? Name : never

/** The methods of TypeORM's query runner that this driver refuses by name. */
export type RefusedMethod = NamesIn<typeof refusedMethods> | NamesIn<typeof refusedAtOnce>
