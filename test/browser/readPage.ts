import type { Locator, Page } from 'playwright-core'

// What the tests look at, by the roles and names by which people find it too.

export const rowsOf = (page: Page): Locator => page.getByRole('list', { name: 'Persons' }).getByRole('listitem')
/** The link of a person in the list. */
export const linkTo = (page: Page, name: string): Locator => page.getByRole('list', { name: 'Persons' }).getByRole('link', { name, exact: true })
/** The id of each person in the list, in its order. */
export const listedIds = (page: Page): Promise<string[]> => rowsOf(page).getByRole('link').evaluateAll((links: readonly { readonly pathname: string }[]) => links.map(({ pathname }) => pathname.replace('/persons/', '')))
export const titleOf = (page: Page): Locator => page.getByRole('heading', { level: 1 })
export const sectionOf = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
export const alertOf = (page: Page): Locator => page.getByRole('alert')
export const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'What DynamoDB did' })
export const press = (page: Page, button: string): Promise<void> => page.getByRole('button', { name: button, exact: true }).click()
export const fill = async (page: Page | Locator, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true })
    await ((await field.evaluate(({ tagName }: { readonly tagName: string }) => tagName)) === 'SELECT' ? field.selectOption(value) : field.fill(value))
  }
}
/** Says yes where the page asks once more. */
export const confirmDelete = (page: Page): Promise<void> => page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
/** Until changes of others come as they are made. */
export const live = (page: Page): Promise<void> => page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
/** Where the keyboard is, such as `button "Save"`. */
export const focused = async (page: Page): Promise<string> => (await page.locator(':focus').ariaSnapshot()).split('\n')[0]!.replace(/^- /, '')
