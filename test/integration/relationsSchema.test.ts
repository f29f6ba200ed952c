import { EntitySchema, type EntityManager } from 'typeorm'
import { openBoth } from '../support/differential.js'

const Song = new EntitySchema<{ id: string; album: object | null; singers: object[] }>({
  name: 'Song',
  columns: { id: { type: 'varchar', primary: true } },
  relations: {
    album: { type: 'many-to-one', target: 'Album', inverseSide: 'songs' },
    singers: { type: 'many-to-many', target: 'Singer', joinTable: true },
  },
})
const Album = new EntitySchema<{ id: string; songs: object[] }>({
  name: 'Album',
  columns: { id: { type: 'varchar', primary: true } },
  relations: { songs: { type: 'one-to-many', target: 'Song', inverseSide: 'album' } },
})
const Singer = new EntitySchema<{ id: string }>({ name: 'Singer', columns: { id: { type: 'varchar', primary: true } } })

test('relations of entity schemas are what TypeORM gives on SQL', async () => {
  const both = await openBoth([Song, Album, Singer])
  const { sql, dynamo } = await both.compare(async (manager: EntityManager) => {
    await manager.save(Album, [{ id: 'a' }, { id: 'b' }])
    await manager.save(Singer, [{ id: 'x' }, { id: 'y' }])
    await manager.save(Song, [{ id: '1', album: { id: 'a' }, singers: [{ id: 'x' }] }, { id: '2', album: null, singers: [] }])
    return [await manager.find(Song, { order: { id: 'ASC' }, relations: { album: true, singers: true } }), await manager.find(Album, { order: { id: 'ASC' }, relations: { songs: true } })]
  })
  expect(dynamo).toEqual(sql)
  expect(both.opened.sent.requests.some((request) => request.input.IndexName === 'albumIndex')).toBe(true)
  await both.close()
})
