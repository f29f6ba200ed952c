import { eventually } from './eventually.js'
import { inBrowser } from './inBrowser.js'
import { confirmDelete, fill, focused, lastAction, linkTo, panelOf, press, rowsOf, sectionOf, titleOf } from './readPage.js'
import { listed, somePeople } from './somePeople.js'

const people = somePeople(12)
const inWindow = inBrowser(people)

inWindow('an address of a person leads to all of their parts, read by one Query', async ({ open }) => {
  const someone = people[7]!
  const page = await open(`/persons/${someone.id}`)
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`${someone.firstName} ${someone.lastName}`))
  for (const { street } of someone.addresses) await sectionOf(page, 'Addresses').getByText(street).waitFor()
  for (const { bankName } of someone.bankAccounts) await sectionOf(page, 'Bank accounts').getByText(bankName).waitFor()
  for (const { value } of someone.contacts) await sectionOf(page, 'Contacts').getByText(value).waitFor()
  for (const { companyName } of someone.employments) await sectionOf(page, 'Employments').getByText(companyName).waitFor()
  await eventually(async () => expect(await lastAction(page).textContent()).toMatch(/1 request, [\d.]+ read units?, \d+ ms.*Query/))
})

inWindow('from the list to a person and back by links and the window’s own buttons', async ({ open }) => {
  const page = await open('/')
  const someone = people[5]!
  await linkTo(page, listed(someone)).click()
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`${someone.firstName} ${someone.lastName}`))
  expect(new URL(page.url()).pathname).toBe(`/persons/${someone.id}`)
  await page.goBack()
  await linkTo(page, listed(someone)).waitFor()
  await page.goForward()
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`${someone.firstName} ${someone.lastName}`))
  await page.getByRole('link', { name: 'Persons', exact: true }).click()
  await linkTo(page, listed(someone)).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
})

inWindow('a new person is created with all parts by one request, in one transaction, and is still there after reading again', async ({ open }) => {
  const page = await open('/')
  const posted: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') posted.push(new URL(request.url()).pathname)
  })
  await page.getByRole('link', { name: 'New person' }).click()
  expect(await page.getByLabel('Gender', { exact: true }).inputValue()).toBe('unspecified')
  await fill(page, { 'First name': 'Zoë', 'Last name': 'Zimmer', 'Date of birth': '1999-12-31', Gender: 'female' })
  await press(page, 'Add address')
  await fill(page.getByRole('group', { name: 'Address 1' }), { Type: 'home', Street: 'Bahnhofstrasse 1', City: 'Zürich', 'Postal code': '8001', Country: 'Switzerland' })
  await press(page, 'Add contact')
  await fill(page.getByRole('group', { name: 'Contact 1' }), { Type: 'email', Value: 'zoe@example.org' })
  await press(page, 'Save')
  const isThere = async (): Promise<void> => {
    await eventually(async () => expect(await titleOf(page).textContent()).toBe('Zoë Zimmer'))
    await sectionOf(page, 'Addresses').getByText('Bahnhofstrasse 1').waitFor()
    await sectionOf(page, 'Contacts').getByText('zoe@example.org').waitFor()
  }
  await isThere()
  await eventually(async () => expect(await panelOf(page).textContent()).toMatch(/TransactWriteItems.*write units|write units.*TransactWriteItems/s))
  expect(posted).toEqual(['/api/persons'])
  await page.reload()
  await isThere()
})

inWindow('what is wrong in a form is said at its fields, and nothing is sent', async ({ open }) => {
  const page = await open('/persons/new')
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(request.url())
  })
  await fill(page, { 'First name': 'Zoë', 'Date of birth': '2999-12-31' })
  await press(page, 'Save')
  const [name, birth] = [page.getByLabel('Last name', { exact: true }), page.getByLabel('Date of birth', { exact: true })]
  await eventually(async () => expect(await name.getAttribute('aria-invalid')).toBe('true'))
  expect(await birth.getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('First name', { exact: true }).getAttribute('aria-invalid')).not.toBe('true')
  expect(await focused(page)).toMatch(/^textbox "Last name"/)
  for (const [field, text] of [[name, 'Give a text.'], [birth, 'Give a date that is not in the future.']] as const) {
    const described = await field.getAttribute('aria-describedby')
    expect(await page.locator(`[id="${described!}"]`).textContent()).toBe(text)
  }
  await fill(page, { 'Last name': 'Zimmer' })
  await page.keyboard.press('Tab')
  await eventually(async () => expect(await name.getAttribute('aria-invalid')).not.toBe('true'))
  expect(sent).toEqual([])
})

inWindow('parts of each kind are added, changed and deleted; a new one is a transaction', async ({ open }) => {
  const page = await open(`/persons/${people[0]!.id}`)
  const kinds = [
    ['Addresses', 'Add address', { Type: 'work', Street: 'Via Roma 1', City: 'Torino', 'Postal code': '10121', Country: 'Italy' }, { Street: 'Via Roma 2' }, 'Via Roma 1', 'Via Roma 2'],
    ['Bank accounts', 'Add bank account', { Bank: 'Unicredit', Type: 'savings', IBAN: 'IT60X0542811101000000123456', Currency: 'EUR' }, { Bank: 'Intesa' }, 'Unicredit', 'Intesa'],
    ['Contacts', 'Add contact', { Type: 'email', Value: 'ada@example.org' }, { Value: 'ada@example.net' }, 'ada@example.org', 'ada@example.net'],
    ['Employments', 'Add employment', { Company: 'Olivetti', Position: 'Engineer', Start: '2020-01-01', Salary: '50000', Currency: 'EUR' }, { Company: 'Fiat' }, 'Olivetti', 'Fiat'],
  ] as const
  for (const [name, add, fields, changes, before, after] of kinds) {
    const section = sectionOf(page, name)
    await press(page, add)
    await fill(page, fields)
    await press(page, 'Save')
    await section.getByText(before).first().waitFor()
    await eventually(async () => expect(await lastAction(page).textContent()).toMatch(new RegExp(`^Created .*${before}.*1 request,.*TransactWriteItems`)))
    await section.getByRole('button', { name: new RegExp(`^Edit .*${before}`) }).click()
    await fill(page, changes)
    await press(page, 'Save')
    await section.getByText(after).first().waitFor()
    await eventually(async () => expect(await lastAction(page).textContent()).toMatch(new RegExp(`^Changed .*${after}.*2 requests,.*GetItem.*UpdateItem`)))
    await section.getByRole('button', { name: new RegExp(`^Delete .*${after}`) }).click()
    await confirmDelete(page)
    await section.getByText(after).first().waitFor({ state: 'detached' })
    await eventually(async () => expect(await lastAction(page).textContent()).toMatch(new RegExp(`^Deleted .*${after}.*TransactWriteItems`)))
  }
})

inWindow('a person is deleted after one more question, with all parts', async ({ open, sample, expectErrors }) => {
  expectErrors(/status of 404/)
  const someone = people[9]!
  const page = await open(`/persons/${someone.id}`)
  const dialog = page.getByRole('dialog')
  await press(page, 'Delete person')
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect((await fetch(`${sample.base}/api/persons/${someone.id}`)).status).toBe(200)
  await press(page, 'Delete person')
  await confirmDelete(page)
  await eventually(async () => expect(new URL(page.url()).pathname).toBe('/'))
  await linkTo(page, listed(people[0]!)).waitFor()
  await eventually(async () => expect(await linkTo(page, listed(someone)).count()).toBe(0))
  await eventually(async () => expect((await fetch(`${sample.base}/api/persons/${someone.id}`)).status).toBe(404))
  expect(await (await fetch(`${sample.base}/api/persons/${someone.id}/addresses`)).json()).toMatchObject({ content: [] })
})

inWindow('what is not there says so', async ({ open, expectErrors }) => {
  expectErrors(/status of 404/)
  for (const path of ['/no/such/page', '/persons/00000000-0000-4000-8000-ffffffffffff']) {
    const page = await open(path)
    await eventually(async () => expect(await page.locator('main').textContent()).toMatch(/no such person|there is nothing here/i))
    await page.getByRole('link', { name: 'Persons', exact: true }).click()
    await rowsOf(page).first().waitFor()
  }
})
