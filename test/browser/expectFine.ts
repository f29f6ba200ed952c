import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const findings = `axe.run(document).then(({ violations }) => violations.map(({ id, help, nodes }) => id + ': ' + help + ': ' + nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join('; ')))`

/** Has a page judged as it stands: by axe, and that nothing of it is wider than the window. */
export async function expectFine(page: Page, state: string): Promise<void> {
  await page.evaluate(axe)
  expect({ state, findings: await page.evaluate<string[]>(findings) }).toEqual({ state, findings: [] })
  expect({ state, isWider: (await page.evaluate<number>('document.documentElement.scrollWidth')) > page.viewportSize()!.width }).toEqual({ state, isWider: false })
}
