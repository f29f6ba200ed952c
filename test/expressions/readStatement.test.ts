import { readStatement } from '../../src/expressions/readStatement.js'

test.each<[string, unknown]>([
  ['SELECT * FROM "t"', { kind: 'select' }],
  ['  select a, b from "t"."index" where a = \'x\' -- why', { kind: 'select' }],
  ['DELETE FROM "t" WHERE id = ?', { kind: 'delete', table: 't' }],
  ['delete from t where id = ?;', { kind: 'delete', table: 't' }],
  ['UPDATE "t" SET a = ? WHERE id = ?', { kind: 'update', table: 't', names: ['a'] }],
  ['UPDATE "t" SET a = 1 SET b.c = {\'x\': 1, \'y\': [2, 3]} REMOVE "odd name"[0] WHERE id = 1', { kind: 'update', table: 't', names: ['a', 'b', 'odd name'] }],
  ['UPDATE "t" SET a = list_append(a, [?, ?]), "b" = if_not_exists(b, 1) + 1 WHERE id = 1 RETURNING ALL NEW *', { kind: 'update', table: 't', names: ['a', 'b'] }],
  ['UPDATE "t" SET a = \'WHERE SET x\', "where" = <<1, 2>> WHERE id = ?', { kind: 'update', table: 't', names: ['a', 'where'] }],
  ['INSERT INTO "t" VALUE {\'id\': ?, \'a\': {\'b\': 1, \'c\': [1, 2]}, \'it\'\'s\': \'x\'}', { kind: 'insert', table: 't', names: ['id', 'a', 'it\'s'] }],
])('%s is read', (text, outline) => {
  expect(readStatement(text)).toEqual(outline)
})

test.each([
  '', 'DROP TABLE t', '? = 1', 'UPDATE "t" SET a = 1', 'UPDATE "t" WHERE id = 1', 'UPDATE SET a = 1 WHERE id = 1', 'UPDATE "t" SET [0] = 1 WHERE id = 1', 'UPDATE "t" SET a = 1, WHERE id = ?, b = 2',
  'UPDATE "t" /* SET x = 1 */ SET a = 1 WHERE id = 1', 'UPDATE "t" SET a = 1 -- \n, b = 2 WHERE id = 1', 'INSERT INTO t VALUE ?', 'INSERT INTO "t" VALUE {id: 1}', 'INSERT INTO "t" VALUE {\'id\' 1}', 'INSERT INTO "t" VALUE {\'id\': 1',
  'INSERT INTO "t" VALUE {\'id\': 1} ON CONFLICT DO NOTHING', 'INSERT INTO "t" (id) VALUES (1)', 'DELETE "t" WHERE id = 1', 'DELETE FROM "t"', 'UPDATE "t SET a = 1 WHERE id = 1', 'UPDATE "t" SET a = @b WHERE id = 1',
])('%s is not', (text) => {
  expect(readStatement(text)).toBeUndefined()
})
