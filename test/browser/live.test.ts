import { eventually } from './eventually.js'
import { expectFine } from './expectFine.js'
import { inBrowser } from './inBrowser.js'
import { alertOf, confirmDelete, fill, focused, linkTo, live, notLive, press, rowsOf, sectionOf, titleOf } from './readPage.js'
import { listed, somePeople, sorted } from './somePeople.js'

const people = somePeople(8)
const inWindow = inBrowser(people)

inWindow('what one window changes is seen in another, in the list and in the detail, without reading again', async ({ open }) => {
  const someone = people[1]!
  const [list, detail, mine] = await Promise.all([open('/'), open(`/persons/${someone.id}`), open(`/persons/${someone.id}`)])
  await Promise.all([live(list), live(detail), rowsOf(list).first().waitFor(), titleOf(detail).waitFor()])
  const asked: string[] = []
  for (const page of [list, detail]) page.on('request', (request) => asked.push(request.url()))
  await press(mine, 'Edit person')
  await fill(mine, { 'First name': 'Another', 'Last name': 'Zuse' })
  await press(mine, 'Save')
  await eventually(async () => expect(await titleOf(detail).textContent()).toBe('Another Zuse'))
  // Where the new name sorts.
  await eventually(async () => expect(await rowsOf(list).last().textContent()).toContain('Zuse, Another'))
  await press(mine, 'Add address')
  await fill(mine, { Type: 'home', Street: 'Rue Neuve 5', City: 'Lyon', 'Postal code': '69001', Country: 'France' })
  await press(mine, 'Save')
  await sectionOf(detail, 'Addresses').getByText('Rue Neuve 5').waitFor()
  await eventually(async () => expect(await rowsOf(list).last().textContent()).toContain(`${2 + 1 + 1 + 2 + 1} parts`))
  await press(mine, 'Delete Rue Neuve 5')
  await confirmDelete(mine)
  await sectionOf(detail, 'Addresses').getByText('Rue Neuve 5').waitFor({ state: 'detached' })
  expect(asked).toEqual([])
})

inWindow('people who come and go elsewhere come and go in the list', async ({ open, sample }) => {
  const list = await open('/')
  await Promise.all([live(list), rowsOf(list).first().waitFor()])
  const made = await fetch(`${sample.base}/api/persons`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ firstName: 'New', lastName: 'Aaberg', dateOfBirth: '2001-02-03', gender: 'other' }) })
  expect(made.status).toBe(201)
  await eventually(async () => expect(await rowsOf(list).first().textContent()).toContain('Aaberg, New'))
  const detail = await open(made.headers.get('location')!.replace('/api', ''))
  await Promise.all([live(detail), titleOf(detail).waitFor()])
  await fetch(sample.base + made.headers.get('location')!, { method: 'DELETE' })
  await eventually(async () => expect(await titleOf(detail).textContent()).toBe('No such person'))
  await eventually(async () => expect(await rowsOf(list).first().textContent()).toContain(listed(sorted(people)[0]!)))
})

inWindow('who saves what somebody else has changed meanwhile is told, sees the newer state beside the own text, and may save it all the same', async ({ open, sample, expectErrors }) => {
  expectErrors(/status of (409|412)/)
  const someone = people[2]!
  const page = await open(`/persons/${someone.id}`)
  await press(page, 'Edit person')
  await fill(page, { 'First name': 'Mine' })
  await patch(`${sample.base}/api/persons/${someone.id}`, { firstName: 'Theirs' })
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`Theirs ${someone.lastName}`))
  await press(page, 'Save')
  await alertOf(page).getByText('Somebody else has changed it meanwhile. The newer state is shown.').waitFor()
  expect(await titleOf(page).textContent()).toBe(`Theirs ${someone.lastName}`)
  expect(await page.getByLabel('First name', { exact: true }).inputValue()).toBe('Mine')
  await eventually(async () => expect(await focused(page)).toMatch(/^textbox "First name"/))
  await expectFine(page, 'conflict')
  expect(await person(`${sample.base}/api/persons/${someone.id}`)).toMatchObject({ firstName: 'Theirs' })
  await press(page, 'Save mine')
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`Mine ${someone.lastName}`))
  await eventually(async () => expect(await person(`${sample.base}/api/persons/${someone.id}`)).toMatchObject({ firstName: 'Mine' }))
})

inWindow('two windows that change the same address: the second is told of the first', async ({ open, expectErrors }) => {
  expectErrors(/status of (409|412)/)
  const someone = people[3]!
  const { street } = someone.addresses[0]!
  const windows = [await open(`/persons/${someone.id}`), await open(`/persons/${someone.id}`)] as const
  for (const [n, page] of windows.entries()) {
    await press(page, `Edit ${street}`)
    await fill(page, { City: n === 0 ? 'Bergen' : 'Hamar' })
  }
  const [first, second] = windows
  await press(first, 'Save')
  await sectionOf(first, 'Addresses').getByText('Bergen').waitFor()
  await press(second, 'Save')
  await alertOf(second).getByText('Somebody else has changed it meanwhile.').waitFor()
  await sectionOf(second, 'Addresses').getByText('Bergen').waitFor()
  expect(await second.getByLabel('City', { exact: true }).inputValue()).toBe('Hamar')
  await press(second, 'Save mine')
  await sectionOf(first, 'Addresses').getByText('Hamar').waitFor()
})

inWindow('a connection that broke is taken up again, with what changed meanwhile', async ({ open, sample, expectErrors }) => {
  expectErrors(/api\/events/)
  const someone = people[4]!
  const page = await open(`/persons/${someone.id}`)
  await Promise.all([live(page), titleOf(page).waitFor()])
  sample.events.refuse('cut')
  await notLive(page)
  await patch(`${sample.base}/api/persons/${someone.id}`, { firstName: 'Meanwhile' })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  sample.events.accept()
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`Meanwhile ${someone.lastName}`))
  await live(page)
  expect(asked.filter((path) => path !== '/api/events')).toEqual([])
})

inWindow('where changes cannot be told for a while, what is on show is read again', async ({ open, sample, expectErrors }) => {
  expectErrors(/api\/events/)
  const someone = people[5]!
  const [list, detail] = await Promise.all([open('/'), open(`/persons/${someone.id}`)])
  await Promise.all([live(list), live(detail), linkTo(list, listed(someone)).waitFor(), titleOf(detail).waitFor()])
  sample.events.refuse('unavailable')
  await Promise.all([notLive(list), notLive(detail)])
  await patch(`${sample.base}/api/persons/${someone.id}`, { firstName: 'Unheard' })
  sample.events.accept()
  await eventually(async () => expect(await titleOf(detail).textContent()).toBe(`Unheard ${someone.lastName}`))
  await linkTo(list, `${someone.lastName}, Unheard`).waitFor()
  await Promise.all([live(list), live(detail)])
})

async function patch(url: string, changes: object): Promise<void> {
  const answer = await fetch(url, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(changes) })
  expect(answer.status).toBe(200)
}

const person = async (url: string): Promise<unknown> => (await fetch(url)).json()
