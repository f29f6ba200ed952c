import type { AttributeTypeName } from '../../vocabulary/attributeTypes.js'

const rows: readonly (readonly [AttributeTypeName, readonly string[]])[] = [
  ['string', ['string', 'varchar', 'varchar2', 'nvarchar', 'nvarchar2', 'char', 'nchar', 'character', 'character varying', 'varying character', 'char varying', 'national varchar', 'national char', 'text', 'tinytext', 'mediumtext', 'longtext', 'ntext', 'clob', 'nclob', 'citext', 'uuid', 'uniqueidentifier', 'enum', 'simple-enum', 'inet', 'cidr', 'macaddr', 'xml']],
  ['number', ['number', 'int', 'integer', 'int2', 'int4', 'tinyint', 'smallint', 'mediumint', 'float', 'float4', 'float8', 'double', 'double precision', 'real', 'year']],
  ['bigint', ['bigint', 'int8', 'int64', 'unsigned big int', 'long']],
  ['decimal', ['decimal', 'dec', 'numeric', 'fixed', 'money', 'smallmoney']],
  ['boolean', ['boolean', 'bool', 'bit']],
  ['datetime', ['date-time', 'datetime', 'datetime2', 'smalldatetime', 'datetimeoffset', 'timestamp', 'timestamptz', 'timestamp without time zone', 'timestamp with time zone', 'timestamp with local time zone']],
  ['date', ['date']],
  ['time', ['time', 'timetz', 'time without time zone', 'time with time zone']],
  ['binary', ['binary', 'varbinary', 'blob', 'tinyblob', 'mediumblob', 'longblob', 'bytea', 'raw', 'long raw']],
  ['simple-array', ['simple-array']],
  ['simple-json', ['simple-json']],
  ['json', ['json', 'jsonb', 'map', 'list']],
  ['set', ['set']],
]

/** TypeORM's names of column types, and what they are stored as. */
export const columnTypes: ReadonlyMap<string, AttributeTypeName> = new Map(rows.flatMap(([type, names]) => names.map((name) => [name, type] as const)))

/** Classes that decorated properties are declared with. */
export const declaredTypes: ReadonlyMap<unknown, AttributeTypeName> = new Map<unknown, AttributeTypeName>([
  [String, 'string'],
  [Number, 'number'],
  [BigInt, 'bigint'],
  [Boolean, 'boolean'],
  [Date, 'datetime'],
  [Buffer, 'binary'],
  [Uint8Array, 'binary'],
  [Set, 'set'],
  [Array, 'json'],
])
