import { Between, Column, Entity, Equal, In, IsNull, LessThan, LessThanOrEqual, Like, MoreThan, MoreThanOrEqual, Not, Or, And, PrimaryColumn, type FindOptionsWhere } from 'typeorm'
import { BeginsWith, Contains, GlobalSecondaryIndex, LocalSecondaryIndex, type PagingAndSortingRepository } from '../../src/index.js'
import { openWith, type OpenedSource } from '../support/openWith.js'

@Entity({ name: 'shape' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: 'kind', sortKey: 'size' })
@GlobalSecondaryIndex({ name: 'byKindColour', partitionKey: ['kind', 'colour'], sortKey: ['label', 'size'] })
@GlobalSecondaryIndex({ name: 'nativeKind', partitionKey: ['kind', 'label'], sortKey: ['size', 'madeAt'], keys: 'native' })
@GlobalSecondaryIndex({ name: 'sparse', partitionKey: 'note', sortKey: 'size' })
@GlobalSecondaryIndex({ name: 'plainLabel', partitionKey: 'colour', sortKey: ['label', 'kind'], composition: 'plain' })
@GlobalSecondaryIndex({ name: 'keysOnly', partitionKey: 'label', projection: 'KEYS_ONLY' })
@LocalSecondaryIndex({ name: 'byDate', sortKey: 'madeAt' })
class Shape {
  @PrimaryColumn() owner: string
  @PrimaryColumn('int') position: number
  @Column() kind: string
  @Column() colour: string
  @Column() label: string
  @Column('double') size: number
  @Column() madeAt: Date
  @Column({ type: 'varchar', nullable: true }) note: string | null
  @Column({ type: 'json', nullable: true }) tags: string[] | null
}

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length]!
const labels = ['', 'a', 'a#b', 'ab', 'b', 'é', '😀', 'a$', 'Doe']
const sizes = [-10, -1.5, 0, 9, 10, 100, 0.001, 1e20]

const shapes = Array.from({ length: 72 }, (_, i): Partial<Shape> => ({
  owner: pick(['o1', 'o2', 'o3'], i),
  position: i,
  kind: pick(['circle', 'square'], i >> 1),
  colour: pick(['red', 'blue', 're'], i >> 2),
  label: pick(labels.slice(1), i * 5 + 1),
  size: pick(sizes, i * 3),
  madeAt: new Date(Date.UTC(2026, i % 12, 1 + (i % 28))),
  note: pick([null, 'n1', 'n2', 'n1'], i),
  tags: pick([null, ['x'], ['x', 'y']], i),
}))

let opened: OpenedSource
let repository: PagingAndSortingRepository<Shape>
beforeAll(async () => {
  opened = await openWith([Shape])
  repository = opened.dataSource.getRepository(Shape)
  await repository.putMany(repository.create(shapes as Shape[]))
})
afterAll(() => opened.dataSource.destroy())

const wheres: readonly (readonly [expected: string, where: FindOptionsWhere<Shape> | FindOptionsWhere<Shape>[]])[] = [
  ['Query', { owner: 'o1' }],
  ['Query', { owner: 'o1', position: MoreThan(30) }],
  ['Query', { owner: 'o1', position: Not(30) }],
  ['BatchGetItem', { owner: 'o1', position: In([0, 3, 6]), kind: 'circle' }],
  ['BatchGetItem', { owner: 'o1', position: In([0, 3, 6]) }],
  ['Query', { owner: 'o1', madeAt: Between(new Date(Date.UTC(2026, 2, 1)), new Date(Date.UTC(2026, 7, 1))) }],
  ['Query', { kind: 'circle' }],
  ['Query', { kind: 'circle', size: LessThan(9) }],
  ['Query', { kind: 'circle', size: And(MoreThan(-10), LessThanOrEqual(10)) }],
  ['Query', { kind: 'circle', size: Or(Equal(9), MoreThanOrEqual(100)) }],
  ['Query', { kind: 'circle', size: Not(Between(-5, 50)) }],
  ['Query', { kind: 'circle', colour: 'red' }],
  ['Query', { kind: 'circle', colour: 'red', label: 'a' }],
  ['Query', { kind: 'circle', colour: 'red', label: 'a#b' }],
  ['Query', { kind: 'circle', colour: 'red', label: 'a', size: MoreThan(0) }],
  ['Query', { kind: 'circle', colour: 'red', label: BeginsWith('a') }],
  ['Query', { kind: 'circle', colour: 'blue', label: Like('a%') }],
  ['Query', { kind: 'circle', colour: 'blue', label: MoreThan('a') }],
  ['Query', { kind: 'circle', colour: 'blue', label: LessThan('b') }],
  ['Query', { kind: 'circle', colour: 'blue', label: Between('a', 'b') }],
  ['Query', { kind: 'circle', colour: 'blue', label: And(MoreThanOrEqual('a#b'), LessThan('é')) }],
  ['Query', { kind: 'circle', label: 'a' }],
  ['Query', { kind: 'circle', label: '😀', size: MoreThan(-100) }],
  ['Query', { kind: 'circle', label: 'ab', size: 9, madeAt: LessThan(new Date(Date.UTC(2026, 6, 1))) }],
  ['Query', { note: 'n1', size: MoreThan(0) }],
  ['Query', { note: 'n1' }],
  ['Query', { colour: 're', label: 'a' }],
  ['Query', { colour: 'red', label: BeginsWith('a') }],
  ['Query', { label: 'Doe' }],
  ['Query', { label: 'Doe', note: IsNull() }],
  ['Query', { label: 'Doe', note: Not(IsNull()) }],
  ['Query', { kind: 'circle', note: Not('n1') }],
  ['Query', { kind: 'circle', note: Not(In(['n1'])) }],
  ['Query', { kind: 'square', tags: Contains('y') }],
  ['Query', { kind: 'square', colour: Like('%e%') }],
  ['Scan', { note: IsNull() }],
  ['Scan', { size: MoreThan(50) }],
  ['Query', [{ kind: 'circle', size: 9 }, { note: 'n2' }]],
  ['Query', [{ kind: 'circle' }, { note: 'n1' }, { label: 'a' }]],
  ['Query', { label: In(['a', 'Doe', 'a#b', 'none']) }],
  ['Query', { kind: In(['circle', 'square']), colour: In(['red', 're']), label: BeginsWith('a') }],
  ['Query', { owner: In(['o1', 'o3', 'o1']), position: MoreThan(40) }],
  ['BatchGetItem', { owner: In(['o1', 'o2']), position: In([0, 1, 2, 3, 4]) }],
  ['BatchGetItem', [{ owner: 'o1', position: 0 }, { owner: 'o2', position: 1 }, { note: 'n1' }, { kind: 'circle', size: LessThan(0) }]],
  ['Query', [{ owner: 'o1', position: 0 }, { owner: 'o1', kind: 'circle' }]],
  ['Query', [{ colour: 'blue', label: 'b' }, { colour: 'blue', label: BeginsWith('b') }]],
  ['Query', { label: In(Array.from({ length: 30 }, (_, i) => `x${i}`)), kind: Not('none') }],
  ['GetItem', [{ owner: 'o1', position: 0 }, { owner: 'o2', kind: 'circle' }]],
  ['Query', [{ label: 'a', size: MoreThan(5) }, { label: 'a', kind: 'square' }, { label: 'b', note: 'n1' }]],
  ['', [{ owner: 'o1', position: In([]) }, { kind: In([]) }]],
  ['Scan', [{ kind: 'circle' }, { size: 9 }]],
  ['', { owner: 'o1', position: In([]) }],
  ['', { kind: 'circle', size: And(MoreThan(10), LessThan(5)) }],
]

const ids = (found: readonly Shape[]): string[] => found.map((one) => `${one.owner}/${one.position}`).sort()

test.each(wheres)('%s %j finds what a full scan finds', async (action, where) => {
  opened.sent.clear()
  const found = await repository.find({ where })
  expect(opened.sent.actions()[0] ?? '').toBe(action)
  opened.sent.clear()
  const scanned = ids(await repository.scan({ where }))
  expect(new Set(opened.sent.actions()).size).toBeLessThanOrEqual(1)
  expect(opened.sent.actions()[0] ?? 'Scan').toBe('Scan')
  expect(ids(found)).toEqual(scanned)
  expect(await repository.count({ where })).toBe(scanned.length)
})

test('the wheres above find something', async () => {
  const counts = await Promise.all(wheres.map(([, where]) => repository.count({ where })))
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(30)
})

test.each([
  ['byKind', { kind: 'circle' }, 'size'],
  ['table', { owner: 'o1' }, 'position'],
  ['byDate', { owner: 'o2' }, 'madeAt'],
  ['byKindColour', { kind: 'circle', colour: 'red' }, 'label'],
] as const)('the order of %s is that of its sort key, both ways', async (_name, where, property) => {
  for (const direction of ['ASC', 'DESC'] as const) {
    opened.sent.clear()
    const found = await repository.find({ where, order: { [property]: direction } })
    expect(opened.sent.requests[0]!.input.ScanIndexForward ?? true).toBe(direction === 'ASC')
    const bytes = (value: unknown): Buffer | number => (typeof value === 'string' ? Buffer.from(value) : Number(value))
    const sorted = [...found].sort((a, b) => {
      const [left, right] = [bytes(a[property]), bytes(b[property])]
      const order = Buffer.isBuffer(left) ? Buffer.compare(left, right as Buffer) : left - (right as number)
      return direction === 'ASC' ? order : -order
    })
    expect(found.map((one) => one[property])).toEqual(sorted.map((one) => one[property]))
  }
})

test('take and skip go through the order, whoever makes it', async () => {
  const all = await repository.find({ where: { kind: 'circle' }, order: { size: 'ASC', position: 'ASC' } })
  expect(await repository.find({ where: { kind: 'circle' }, order: { size: 'ASC', position: 'ASC' }, skip: 5, take: 7 })).toEqual(all.slice(5, 12))
})
