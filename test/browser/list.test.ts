import { sortable } from '../../sample-app/shared/sortName.js'
import { eventually } from './eventually.js'
import { inBrowser } from './inBrowser.js'
import { listedIds, panelOf, rowsOf, titleOf } from './readPage.js'
import { listed, somePeople, sorted, withoutParts } from './somePeople.js'

const people = sorted(withoutParts(somePeople(500)))
const ids = people.map(({ id }) => id)
const inWindow = inBrowser(people)

inWindow('the list begins with the first people by name, read by one Query of the index', async ({ open }) => {
  const page = await open('/')
  await eventually(async () => expect((await listedIds(page)).slice(0, 15)).toEqual(ids.slice(0, 15)))
  expect(await titleOf(page).textContent()).toBe('Persons')
  expect(await rowsOf(page).first().textContent()).toContain(listed(people[0]!))
  await eventually(async () => {
    const told = await panelOf(page).textContent()
    expect(told).toContain('Query')
    expect(told).toContain('GSI1')
    expect(told).toMatch(/1 request, [\d.]+ read units, \d+ ms/)
  })
})

inWindow('all 500 people come by scrolling to the end, each once and in order', async ({ open }) => {
  const page = await open('/')
  await rowsOf(page).first().waitFor()
  await eventually(async () => {
    await page.keyboard.press('End')
    expect(await page.getByText('All 500 persons are shown').isVisible()).toBe(true)
  })
  expect(await listedIds(page)).toEqual(ids)
  expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0)
})

inWindow('the other order begins at the other end', async ({ open }) => {
  const page = await open('/')
  const sort = page.getByRole('button', { name: /^Sort by name/ })
  await sort.click()
  await eventually(async () => expect((await listedIds(page)).slice(0, 15)).toEqual(ids.toReversed().slice(0, 15)))
  expect(await sort.getAttribute('aria-pressed')).toBe('true')
  await sort.click()
  await eventually(async () => expect((await listedIds(page)).slice(0, 15)).toEqual(ids.slice(0, 15)))
})

inWindow('people are found by how their last name begins, whatever its case and accents', async ({ open }) => {
  const page = await open('/')
  const search = page.getByRole('searchbox', { name: 'Last name' })
  const found = (prefix: string): string[] => people.filter(({ lastName }) => sortable(lastName).startsWith(prefix)).map(({ id }) => id)
  for (const [given, prefix] of [['ALV', 'alv'], ['', ''], ['álv', 'alv'], ['de v', 'de v'], ['simic', 'simic'], ['MÜL', 'mul']] as const) {
    await search.fill(given)
    await eventually(async () => expect((await listedIds(page)).slice(0, 15)).toEqual(found(prefix).slice(0, 15)))
  }
  await search.fill('qqq')
  await eventually(async () => expect(await listedIds(page)).toEqual([]))
  expect(await panelOf(page).textContent()).toMatch(/begins_with/i)
})
