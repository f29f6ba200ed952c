import { belongs, bounds, listKey, type PersonRange } from '../../sample-app/page/src/personRange.js'
import { faultsOf, givenOf, judge, remaining, valuesOf, withFault } from '../../sample-app/page/src/formValues.js'
import { changed, resources } from '../../sample-app/page/src/resources.js'
import { moneyText } from '../../sample-app/page/src/texts.js'
import { createVersionLedger } from '../../sample-app/page/src/versionLedger.js'

// What of the page needs no browser.

const person = (sortName: string, id = '1') => ({ sortName, id })

describe('a list that is loaded in part', () => {
  const loadedTo = (sortName: string): PersonRange => ({ prefix: '', descending: false, end: listKey(person(sortName, '5')) })

  test.each([
    ['before the last person that is loaded', loadedTo('moe ann'), person('lie ola'), true],
    ['the last person itself', loadedTo('moe ann'), person('moe ann', '5'), true],
    ['of the same name behind it', loadedTo('moe ann'), person('moe ann', '6'), false],
    ['whose name begins with the last one’s', loadedTo('moe ann'), person('moe ann marie', '0'), false],
    ['beyond it', loadedTo('moe ann'), person('nes ida'), false],
    ['anybody, once all is loaded', { prefix: '', descending: false }, person('ås liv'), true],
    ['before what is searched', { prefix: 'Mo', descending: false }, person('lie ola'), false],
    ['of what is searched, without case and accents', { prefix: 'MÖ', descending: false }, person('moe ann'), true],
    ['behind what is searched', { prefix: 'Mo', descending: false }, person('nes ida'), false],
    ['downwards, before what is loaded', { prefix: '', descending: true, end: listKey(person('moe ann', '5')) }, person('nes ida'), true],
    ['downwards, beyond it', { prefix: '', descending: true, end: listKey(person('moe ann', '5')) }, person('lie ola'), false],
    ['downwards, of what is searched', { prefix: 'mo', descending: true }, person('moe ann'), true],
  ] as const)('takes in a person or leaves it to a later page: %s', (_case, range, one, expected) => {
    expect(belongs(range, one)).toBe(expected)
  })

  test('has bounds between which a live query finds its rows', () => {
    expect(bounds({ prefix: 'Å', descending: false })).toEqual(['a', 'a\uffff'])
    expect(bounds({ prefix: '', descending: true, end: 'm' })).toEqual(['m', '\uffff'])
  })
})

describe('the ledger of versions', () => {
  const at = (version: number) => ({ id: 'a', version })

  test('lets no older state go over a newer one, and the same state come twice', () => {
    const { accepts } = createVersionLedger()
    expect([accepts(at(2), false), accepts(at(1), true), accepts(at(2), true), accepts(at(3), true)]).toEqual([true, false, true, true])
  })

  test('takes any state of what is not held any more', () => {
    const { accepts } = createVersionLedger()
    accepts(at(3), false)
    expect(accepts(at(2), false)).toBe(true)
  })

  test('does not let come back what was deleted here, though the stream still tells of before', () => {
    const { accepts, removed, removalTold, madeAnew } = createVersionLedger()
    accepts(at(1), false)
    removed('a')
    madeAnew('a')
    expect(accepts(at(1), false)).toBe(false)
    removalTold('a')
    expect(accepts(at(1), false)).toBe(false)
  })

  test('lets come what is made anew with the same id after the stream told the deletion', () => {
    const { accepts, removed, removalTold, madeAnew } = createVersionLedger()
    removed('a')
    removalTold('a')
    madeAnew('a')
    expect(accepts(at(1), false)).toBe(true)
  })
})

test('what is read after events were missed is right, whatever the ledger knew', () => {
  const { accepts, removalTold, forget } = createVersionLedger()
  accepts({ id: 'a', version: 5 }, false)
  removalTold('b')
  forget()
  expect([accepts({ id: 'a', version: 1 }, true), accepts({ id: 'b', version: 1 }, false)]).toEqual([true, true])
})

describe('the values of a form', () => {
  const { fields, schema } = resources.employments
  const row = { companyName: 'Fjord', position: 'Cook', startDate: '2020-01-01', endDate: null, salary: 5000, currency: 'NOK' }

  test('give back what they were made of', () => {
    expect(valuesOf(fields, row)).toEqual({ ...row, endDate: '', salary: '5000' })
    expect(judge(schema, givenOf(fields, valuesOf(fields, row)))).toEqual({ given: row })
  })

  test('may be written as the page shows them: an IBAN in groups, and both it and a currency in small letters', () => {
    const account = { bankName: 'DNB', accountType: 'savings', iban: 'NO9386011117947', currency: 'NOK', isPrimary: false }
    expect(judge(resources.bankAccounts.schema, { ...account, iban: ' no93 8601 1117 947', currency: 'nok ' })).toEqual({ given: account })
    expect(judge(resources.bankAccounts.schema, { ...account, iban: 'NO93-8601', currency: 'N K' })).toEqual({ faults: { iban: expect.stringContaining('IBAN'), currency: expect.stringContaining('three letters') } })
  })

  test('of a new row are empty, or the first choice', () => {
    expect(valuesOf(resources.addresses.fields)).toEqual({ type: 'home', street: '', postalCode: '', city: '', country: '', isPrimary: false })
  })

  test('are judged by the messages of the schema, of which a field shows the first', () => {
    const judged = judge(schema, givenOf(fields, { ...valuesOf(fields, row), salary: ' ', endDate: '2019-01-01' }))
    expect(judged).toEqual({ faults: { salary: 'Give a number.' } })
    expect(faultsOf([{ path: ['addresses', 0, 'city'], message: 'first' }, { path: 'addresses.0.city', message: 'second' }])).toEqual({ 'addresses.0.city': 'first' })
  })

  test('lose a fault as soon as it is mended, and get one when the field is left', () => {
    expect(remaining({ street: 'old', city: 'old' }, { city: 'new', country: 'not yet left' })).toEqual({ city: 'new' })
    expect(withFault({}, { city: 'left', country: 'not yet left' }, 'city')).toEqual({ city: 'left' })
  })

  test('tell which fields are other than they were', () => {
    expect(changed(fields, row, { ...row, salary: 6000, version: 2 }).map(({ name }) => name)).toEqual(['salary'])
  })
})

test('an amount is shown as it is: whole ones without cents, others with them', () => {
  expect([40_000, 1234.56, 1000.5].map((amount) => moneyText(amount, 'EUR').replace(/[^\d]/g, ''))).toEqual(['40000', '123456', '100050'])
})
