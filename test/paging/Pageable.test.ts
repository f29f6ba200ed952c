import { Order } from '../../src/paging/Order.js'
import { Pageable } from '../../src/paging/Pageable.js'
import { Sort } from '../../src/paging/Sort.js'

test.each([
  [{}, Pageable.getDefault()],
  [{ query: {} }, Pageable.of(0, 15)],
  [{ query: { page: '2', size: '30', sort: 'name,desc', exclusiveStartKey: 'abc' } }, Pageable.of(2, 30, Sort.one('name', 'DESC'), 'abc')],
  [{ page: '1', sort: ['name', 'address.city,ASC'] }, Pageable.of(1, 15, Sort.by(['name', Order.asc('address.city')]))],
  [{ query: { size: '999999' } }, Pageable.of(0, 1000)],
])('parse(%j)', (request, expected) => {
  expect(Pageable.parse(request)).toEqual(expected)
})

test.each([
  [{ page: '-1' }, 'page'], [{ page: '1.5' }, 'page'], [{ page: 'x' }, 'page'], [{ page: ['1', '2'] }, 'page'], [{ page: { $gt: '1' } }, 'page'], [{ page: '99999999999' }, 'page'],
  [{ size: '0' }, 'size'], [{ size: '1e3' }, 'size'], [{ size: ['1'] }, 'size'],
  [{ sort: 'name,sideways' }, 'sort'], [{ sort: 'name,asc,desc' }, 'sort'], [{ sort: { name: 'asc' } }, 'sort'], [{ sort: 'a b' }, 'sort'], [{ sort: Array.from({ length: 9 }, () => 'a') }, 'sort'], [{ sort: [['a']] }, 'sort'],
  [{ exclusiveStartKey: ['a', 'b'] }, 'exclusiveStartKey'], [{ exclusiveStartKey: { a: 1 } }, 'exclusiveStartKey'],
])('parse(%j) is refused, naming %s', (query, name) => {
  let failure: unknown
  try {
    Pageable.parse({ query })
  } catch (error) {
    failure = error
  }
  expect(failure).toMatchObject({ statusCode: 400, message: expect.stringMatching(new RegExp(`^The parameter ${name}:`)) as unknown })
})

test('toQueryString gives what parse reads', () => {
  const pageable = Pageable.of(3, 20, Sort.by([Order.desc('lastname'), Order.asc('firstname')]), 'a_b-c')
  expect(pageable.toQueryString()).toBe('?page=3&size=20&sort=lastname,DESC&sort=firstname,ASC&exclusiveStartKey=a_b-c')
  const query = new URLSearchParams(pageable.toQueryString(''))
  expect(Pageable.parse({ query: { page: query.get('page'), size: query.get('size'), sort: query.getAll('sort'), exclusiveStartKey: query.get('exclusiveStartKey') } })).toEqual(pageable)
})

test('one() is the first item, and defaults are 0 and 15', () => {
  expect(Pageable.one(Sort.one('name'))).toMatchObject({ pageNumber: 0, pageSize: 1 })
  expect([Pageable.DEFAULT_PAGE_NUMBER, Pageable.DEFAULT_PAGE_SIZE, Pageable.ONE]).toEqual([0, 15, 1])
})
