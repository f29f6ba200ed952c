import type { Page } from 'playwright-core'
import { eventually } from './eventually.js'
import { inBrowser } from './inBrowser.js'
import { alertOf, confirmDelete, fill, focused, linkTo, live, press, sectionOf, titleOf } from './readPage.js'
import { listed, somePeople } from './somePeople.js'

const people = somePeople(6)
const inWindow = inBrowser(people)
const nameOf = ({ firstName, lastName }: { readonly firstName: string; readonly lastName: string }): string => `${firstName} ${lastName}`

type End = 'passed' | 'failed' | 'cut'
const wrong = { status: 500, contentType: 'application/json', body: JSON.stringify({ status: 500, code: 'internal', message: 'Something went wrong.', requestId: 'r1' }) }

/** Holds back what the page writes, until a test says how it ends. */
async function holdWrites(page: Page): Promise<(end: End) => void> {
  let decide: (end: End) => void = () => undefined
  const decided = new Promise<End>((resolve) => { decide = resolve })
  await page.route(/\/api\/persons/, async (route) => {
    if (route.request().method() === 'GET') return route.continue()
    const end = await decided
    return end === 'passed' ? route.continue() : end === 'cut' ? route.abort('connectionreset') : route.fulfill(wrong)
  })
  return decide
}

/** Each kind of change: how it is made, how the page shows it at once, and how the page looks without it. */
const changes = {
  'a changed name': {
    make: async (page: Page) => {
      await press(page, 'Edit person')
      await fill(page, { 'First name': 'Changed' })
      await press(page, 'Save')
    },
    shown: async (page: Page) => expect(await titleOf(page).textContent()).toBe(`Changed ${people[1]!.lastName}`),
    absent: async (page: Page) => expect(await titleOf(page).textContent()).toBe(nameOf(people[1]!)),
  },
  'a new contact': {
    make: async (page: Page) => {
      await press(page, 'Add contact')
      await fill(page, { Type: 'email', Value: 'new@example.org' })
      await press(page, 'Save')
    },
    shown: async (page: Page) => expect(await sectionOf(page, 'Contacts').getByText('new@example.org').count()).toBe(1),
    absent: async (page: Page) => expect(await sectionOf(page, 'Contacts').getByText('new@example.org').count()).toBe(0),
  },
  'a deleted address': {
    make: async (page: Page) => {
      await press(page, `Delete ${people[1]!.addresses[0]!.street}`)
      await confirmDelete(page)
    },
    shown: async (page: Page) => expect(await sectionOf(page, 'Addresses').getByText(people[1]!.addresses[0]!.street).count()).toBe(0),
    absent: async (page: Page) => expect(await sectionOf(page, 'Addresses').getByText(people[1]!.addresses[0]!.street).count()).toBe(1),
  },
}

for (const [what, { make, shown, absent }] of Object.entries(changes)) {
  for (const end of ['failed', 'cut'] as const) {
    inWindow(`${what} is shown before it is stored, and taken back with an alert where ${end === 'failed' ? 'the server fails' : 'the connection breaks'}`, async ({ open, expectErrors }) => {
      expectErrors(/status of 500/, /ERR_CONNECTION_RESET/)
      const page = await open(`/persons/${people[1]!.id}`)
      await live(page)
      const decide = await holdWrites(page)
      await make(page)
      await eventually(() => shown(page))
      expect(await alertOf(page).textContent()).toBe('')
      decide(end)
      await alertOf(page).getByText('Not saved').waitFor()
      await eventually(() => absent(page))
      await alertOf(page).getByRole('button', { name: 'Dismiss' }).click()
      await eventually(async () => expect(await alertOf(page).textContent()).toBe(''))
    })
  }
}

inWindow('a person whose deletion fails is in the list again', async ({ open, expectErrors }) => {
  expectErrors(/status of 500/)
  const page = await open(`/persons/${people[2]!.id}`)
  const decide = await holdWrites(page)
  await press(page, 'Delete person')
  await confirmDelete(page)
  decide('failed')
  await alertOf(page).getByText('Not saved').waitFor()
  await page.getByRole('link', { name: 'Persons', exact: true }).click()
  await linkTo(page, listed(people[2]!)).waitFor()
})

inWindow('without a network a change is taken back with an alert, and succeeds when the network is there again', async ({ open, sample, expectErrors }) => {
  expectErrors(/ERR_INTERNET_DISCONNECTED/)
  const page = await open(`/persons/${people[3]!.id}`)
  await live(page)
  await page.context().setOffline(true)
  await page.getByRole('status').filter({ hasText: 'Offline' }).waitFor()
  await press(page, 'Edit person')
  await fill(page, { 'First name': 'Patient' })
  await press(page, 'Save')
  await alertOf(page).getByText('Not saved').waitFor()
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(nameOf(people[3]!)))
  await page.context().setOffline(false)
  await live(page)
  expect(await page.getByLabel('First name', { exact: true }).inputValue()).toBe('Patient')
  await eventually(async () => expect(await focused(page)).toMatch(/^textbox "First name"/))
  await press(page, 'Save')
  await eventually(async () => expect(await titleOf(page).textContent()).toBe(`Patient ${people[3]!.lastName}`))
  await eventually(async () => expect(await (await fetch(`${sample.base}/api/persons/${people[3]!.id}`)).json()).toMatchObject({ firstName: 'Patient' }))
})

inWindow('a list that cannot be read says so, and is read when it is tried again', async ({ open, expectErrors }) => {
  expectErrors(/status of 500/)
  const page = await open('/no/such/page')
  await page.route(/\/api\/persons/, (route) => route.fulfill(wrong))
  await page.getByRole('link', { name: 'Persons', exact: true }).click()
  await page.getByText('Something went wrong.').waitFor()
  await page.unroute(/\/api\/persons/)
  await press(page, 'Try again')
  await linkTo(page, listed(people[0]!)).waitFor()
})
