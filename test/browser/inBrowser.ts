import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { findBrowser } from './findBrowser.js'
import { openSample, type OpenedSample } from './openSample.js'
import type { MadePerson } from '../../sample-app/server/seed/makePeople.js'

/** Where each run leaves its pictures. */
export const pictures = join('coverage', 'screenshots')

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export interface BrowserTest {
  readonly sample: OpenedSample
  /** A window of its own, with storage of its own, on a path of the sample application. */
  readonly open: (path: string, options?: BrowserContextOptions) => Promise<Page>
  /** Errors that the page may write to the console: what the browser says of answers and connections that the test makes fail. */
  readonly expectErrors: (...errors: readonly RegExp[]) => void
}

type Declare = (name: string, body: (test: BrowserTest) => Promise<void>) => void

/** How tests of this file are declared: with the sample application, which knows these people, and one browser for all of them. A page that writes an error to its console or asks another host fails its test. */
export function inBrowser(people: readonly MadePerson[]): Declare {
  const executablePath = findBrowser()
  if (executablePath === undefined) return (name) => test.skip(name, () => undefined)
  let browser: Browser
  let sample: OpenedSample
  beforeAll(async () => {
    sample = await openSample(people)
    browser = await chromium.launch({ executablePath, args: flags })
  })
  afterAll(async () => {
    await browser?.close()
    await sample?.close()
  })
  return (name, body) => test(name, async () => {
    const faults: string[] = []
    const expected: RegExp[] = []
    const fault = (text: string): void => {
      if (!expected.some((one) => one.test(text))) faults.push(text)
    }
    const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext({ baseURL: sample.base, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC', ...options })
      context.setDefaultTimeout(30_000)
      context.on('page', (page) => {
        page.on('console', (message) => {
          if (message.type() === 'error') fault(`${message.text()} (${message.location().url})`)
        })
        page.on('pageerror', (error) => fault(error.stack ?? error.message))
        page.on('request', (request) => {
          if (!request.url().startsWith(`${sample.base}/`) && !/^(data|blob):/.test(request.url())) fault(`It asked ${request.url()}.`)
        })
      })
      const page = await context.newPage()
      await page.goto(path)
      return page
    }
    try {
      await body({ sample, open, expectErrors: (...errors) => void expected.push(...errors) })
      expect(faults).toEqual([])
    } catch (error) {
      if (error instanceof Error) error.message += await whatIsSeen(browser, name, faults)
      throw error
    } finally {
      await Promise.all(browser.contexts().map((context) => context.close()))
    }
  })
}

/** What a failed test leaves behind: what its pages say, and pictures of them. */
async function whatIsSeen(browser: Browser, name: string, faults: readonly string[]): Promise<string> {
  mkdirSync(pictures, { recursive: true })
  const pages = browser.contexts().flatMap((context) => context.pages())
  const seen = await Promise.all(pages.map(async (page, n) => {
    const path = join(pictures, `failed-${name.replace(/\W+/g, '-')}-${n + 1}.png`)
    await page.screenshot({ path }).catch(() => undefined)
    const outline = await page.locator('body').ariaSnapshot({ timeout: 5_000 }).catch(String)
    return `\n\nWindow ${n + 1}, ${page.url()}, ${path}:\n${outline.slice(0, 6_000)}`
  }))
  return `\n\nErrors of the page: ${faults.length === 0 ? 'none' : `\n${faults.join('\n')}`}${seen.join('')}`
}
