import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { tablePrefix } from '../support/engine.js'
import { isInShare } from '../support/shareOfLine.js'
import { eventually } from './eventually.js'
import { expectFine } from './expectFine.js'
import { inBrowser, pictures } from './inBrowser.js'
import { fill, panelOf, press, rowsOf, sectionOf, titleOf } from './readPage.js'
import { somePeople } from './somePeople.js'

const people = somePeople(40)
const inWindow = inBrowser(people)

/** Those that documents show. */
const documented: ReadonlyMap<string, string> = new Map([['list-light-wide', 'sample-list.png'], ['detail-dark-wide', 'sample-detail.png'], ['list-dark-phone', 'sample-phone.png']])

/** A picture for people to look at. */
async function keep(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  const path = join(pictures, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const image = documented.get(name)
  if (image === undefined || !process.env.UPDATE_SCREENSHOTS) return
  mkdirSync(join('docs', 'images'), { recursive: true })
  copyFileSync(path, join('docs', 'images', image))
}

/** Times are never the same: pictures show always the same. */
const steady = async (page: Page): Promise<void> => {
  await page.route(/\/api\//, async (route) => {
    if (route.request().url().includes('/api/events')) return route.continue()
    const response = await route.fetch()
    const headers = response.headers()
    const told = headers['dynamodb-requests']
    await route.fulfill({ response, headers: told === undefined ? headers : { ...headers, 'dynamodb-requests': encodeURIComponent(JSON.stringify({ ...(JSON.parse(decodeURIComponent(told).replaceAll(tablePrefix(), '')) as object), durationMs: 4 })) } })
  })
}

const windows = [
  ['wide', { viewport: { width: 1280, height: 800 } }],
  ['phone', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
] as const

for (const [shade, colorScheme] of (['light', 'dark'] as const).entries()) {
  for (const [nth, [size, window]] of windows.entries()) {
    // How the page looks is nothing of TypeORM's.
    if (!isInShare(2 * shade + nth)) continue
    inWindow(`list, detail, forms and dialog are accessible and fit: ${colorScheme}, ${size}`, async ({ open }) => {
      const someone = people[7 + 4 * shade + 2 * nth]!
      const page = await open('/no/such/page', { colorScheme, ...window })
      await steady(page)
      await titleOf(page).waitFor()
      await expectFine(page, 'no such page')
      await page.getByRole('link', { name: 'Persons', exact: true }).click()
      await rowsOf(page).first().waitFor()
      await eventually(async () => expect(await panelOf(page).textContent()).toContain('1 request'))
      await expectFine(page, 'list')
      await keep(page, `list-${colorScheme}-${size}`)
      // On a phone it is closed, as there is no room beside the page.
      if (size === 'phone') await panelOf(page).getByText('What DynamoDB did').click()
      await panelOf(page).getByText('Query Persons index GSI1').waitFor()
      await expectFine(page, 'panel')
      await page.getByRole('link', { name: 'New person' }).click()
      await press(page, 'Save')
      await expectFine(page, 'form with faults')
      await keep(page, `form-${colorScheme}-${size}`)
      await page.goto(`/persons/${someone.id}`)
      await sectionOf(page, 'Employments').getByText(someone.employments[0]!.companyName).first().waitFor()
      await eventually(async () => expect(await panelOf(page).textContent()).toContain('1 request'))
      await expectFine(page, 'detail')
      await press(page, 'Add contact')
      await fill(page, { Type: 'mobile', Value: '+47 400 00 000' })
      await expectFine(page, 'form of a part')
      await press(page, 'Save')
      await eventually(async () => expect(await panelOf(page).textContent()).toContain('TransactWriteItems'))
      await page.evaluate('scrollTo(0, 0)')
      await keep(page, `detail-${colorScheme}-${size}`)
      await press(page, 'Delete person')
      await page.getByRole('dialog').waitFor()
      await expectFine(page, 'dialog')
      await keep(page, `dialog-${colorScheme}-${size}`)
    })
  }
}

const isDark = (page: Page): Promise<boolean> => page.evaluate<boolean>(`(() => {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)
  return red + green + blue < 384
})()`)

inWindow('the page is as light or dark as the system, until somebody chooses, which it remembers', async ({ open }) => {
  const page = await open('/', { colorScheme: 'dark' })
  await rowsOf(page).first().waitFor()
  expect(await isDark(page)).toBe(true)
  await page.emulateMedia({ colorScheme: 'light' })
  await eventually(async () => expect(await isDark(page)).toBe(false))
  await press(page, 'Dark mode')
  await eventually(async () => expect(await isDark(page)).toBe(true))
  await page.reload()
  await rowsOf(page).first().waitFor()
  expect(await isDark(page)).toBe(true)
  await press(page, 'Light mode')
  await eventually(async () => expect(await isDark(page)).toBe(false))
})
