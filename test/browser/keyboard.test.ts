import type { Page } from 'playwright-core'
import { eventually } from './eventually.js'
import { inBrowser } from './inBrowser.js'
import { focused, listedIds, rowsOf, titleOf } from './readPage.js'
import { somePeople, sorted } from './somePeople.js'

const people = somePeople(10)
const inWindow = inBrowser(people)

/** Where the keyboard is, on the page and for the eye. */
const place = `(() => {
  const at = document.activeElement
  const isFramed = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
  }
  const { top, left, height } = at.getBoundingClientRect()
  return { top: top + scrollY, left, height, seen: isFramed(at) || (at.closest('li') !== null && isFramed(at.closest('li'))) }
})()`
interface Place { readonly top: number; readonly left: number; readonly height: number; readonly seen: boolean }

/** Walks with Tab until the keyboard is at what is named, and looks that each step can be seen. */
async function tabTo(page: Page, wanted: string, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press(key)
    const here = await focused(page).catch(() => 'nothing')
    if (here !== 'nothing') expect({ here, seen: (await page.evaluate<Place>(place)).seen }).toEqual({ here, seen: true })
    if (here.startsWith(wanted)) return
    passed.push(here)
  }
  throw new Error(`The keyboard does not come to ${wanted}; it came to ${passed.join(', ')}.`)
}

inWindow('a person is found, opened, made, changed and deleted without a mouse', async ({ open, sample }) => {
  const page = await open('/')
  await rowsOf(page).first().waitFor()
  await tabTo(page, 'searchbox "Last name"')
  await page.keyboard.type('berg')
  await eventually(async () => expect(await listedIds(page)).toEqual(sorted(people).filter(({ lastName }) => lastName === 'Berg').map(({ id }) => id)))
  await tabTo(page, 'link "Berg, ')
  await page.keyboard.press('Enter')
  await eventually(async () => expect(await titleOf(page).textContent()).toMatch(/ Berg$/))

  await tabTo(page, 'link "Persons"', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, 'link "New person"')
  await page.keyboard.press('Enter')
  await page.getByLabel('First name', { exact: true }).waitFor()
  if (!(await focused(page)).startsWith('textbox "First name"')) await tabTo(page, 'textbox "First name"')
  await page.keyboard.type('Kim')
  await tabTo(page, 'textbox "Last name"')
  await page.keyboard.type('Keys')
  await tabTo(page, 'textbox "Date of birth"')
  // In whichever order the browser's language has day and month.
  await page.keyboard.type('05052000')
  await tabTo(page, 'combobox "Gender"')
  await page.keyboard.type('other')
  await page.keyboard.press('Enter')
  await eventually(async () => {
    if (await titleOf(page).textContent() !== 'Kim Keys') {
      await tabTo(page, 'button "Save"')
      await page.keyboard.press('Enter')
    }
    expect(await titleOf(page).textContent()).toBe('Kim Keys')
  })
  const path = `${sample.base}/api${new URL(page.url()).pathname}`
  await eventually(async () => expect(await (await fetch(path)).json()).toMatchObject({ firstName: 'Kim', lastName: 'Keys', dateOfBirth: '2000-05-05' }))

  await tabTo(page, 'button "Edit person"')
  await page.keyboard.press('Enter')
  await page.getByLabel('First name', { exact: true }).waitFor()
  if (!(await focused(page)).startsWith('textbox "First name"')) await tabTo(page, 'textbox "First name"')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('Kit')
  await page.keyboard.press('Enter')
  await eventually(async () => expect(await titleOf(page).textContent()).toBe('Kit Keys'))
  // Not to the beginning of the page: to where the form was opened.
  await eventually(async () => expect(await focused(page)).toBe('button "Edit person"'))

  await tabTo(page, 'button "Delete person"')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(await focused(page)).toBe('button "Delete person"')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  if ((await focused(page)) !== 'button "Delete"') await tabTo(page, 'button "Delete"')
  await page.keyboard.press('Enter')
  await eventually(async () => expect(new URL(page.url()).pathname).toBe('/'))
  await eventually(async () => expect((await fetch(path)).status).toBe(404))
})

inWindow('Tab walks as one reads: down, and from left to right', async ({ open }) => {
  const page = await open('/', { viewport: { width: 390, height: 800 } })
  await rowsOf(page).first().waitFor()
  const walked: (Place & { readonly here: string })[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    walked.push({ here, ...(await page.evaluate<Place>(place)) })
    if (here.startsWith('link "') && here.includes(', ')) break
  }
  for (const [n, { here, top, left }] of walked.entries()) {
    // The link that skips the header lies over it.
    const before = walked[n - 1]?.here.startsWith('link "Skip') === true ? undefined : walked[n - 1]
    if (before !== undefined) expect({ here, after: before.here, inOrder: top >= before.top + before.height - 1 || (top > before.top - before.height && left > before.left) }).toEqual({ here, after: before.here, inOrder: true })
  }
  expect(walked.map(({ here }) => here)).toEqual(expect.arrayContaining([expect.stringMatching(/^searchbox "Last name"/), 'button "Sort by name"']))
})
