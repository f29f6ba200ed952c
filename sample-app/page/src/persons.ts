import type { PersonData } from '../../shared/schemas.js'
import { createStore } from './createStore.js'
import { bounds, belongs, listKey, type PersonRange } from './personRange.js'
import { resources } from './resources.js'
import { restCollection, type News } from './restCollection.js'
import { send } from './send.js'
import { counted } from './texts.js'

/** The server's page of `findPage`. */
interface Page {
  readonly content: readonly PersonData[]
  readonly last: boolean
  readonly lastEvaluatedKey?: string
}

/** One list as far as it is loaded: a sort and a search. The rows themselves are in the collection, and a live query finds those between the bounds. */
export interface PersonList extends PersonRange {
  readonly cursor?: string | undefined
  readonly pages: number
  readonly reading: boolean
  readonly last: boolean
  readonly failure?: string | undefined
}

export type ListName = Pick<PersonRange, 'prefix' | 'descending'>

const pageSize = 50
const key = ({ prefix, descending }: ListName): string => `${descending ? 'desc' : 'asc'} ${prefix}`
const unread = ({ prefix, descending }: ListName): PersonList => ({ prefix, descending, end: bounds({ prefix, descending })[descending ? 1 : 0], pages: 0, reading: false, last: false })

/** The lists that were opened, so that going back shows what was there. */
export const lists = createStore<Readonly<Record<string, PersonList>>>({})
export const listOf = (all: Readonly<Record<string, PersonList>>, name: ListName): PersonList => all[key(name)] ?? unread(name)

const setList = (list: PersonList): void => lists.set((all) => ({ ...all, [key(list)]: list }))

/** Reads the page after what is loaded. */
async function nextPage(list: PersonList, action?: string): Promise<readonly [content: readonly PersonData[], list: PersonList]> {
  const query = new URLSearchParams({ size: String(pageSize), sort: `lastName,${list.descending ? 'desc' : 'asc'}` })
  if (list.prefix !== '') query.set('lastName', list.prefix)
  if (list.cursor !== undefined) query.set('exclusiveStartKey', list.cursor)
  const { content, last, lastEvaluatedKey } = await send<Page>(`/persons?${query}`, { action })
  const ending = content.at(-1)
  const end = last ? undefined : ending === undefined ? list.end : listKey(ending)
  return [content, { ...list, end, last, cursor: lastEvaluatedKey, pages: list.pages + 1, reading: false, failure: undefined }]
}

/** What is on show of the persons is read again as far as it was loaded; other lists are forgotten, and read when they are opened. */
async function readShown(): Promise<readonly PersonData[]> {
  const shown = lists.get()[key(current)]
  lists.set((all) => (shown === undefined ? {} : { [key(shown)]: all[key(shown)] ?? shown }))
  const beside = opened === undefined ? undefined : persons.rows.get(opened)
  const found: PersonData[] = beside === undefined ? [] : [beside]
  if (shown === undefined) return found
  let list = unread(shown)
  for (let page = 0; page < shown.pages && !list.last; page++) {
    const [content, next] = await nextPage(list)
    found.push(...content)
    list = next
  }
  setList(list)
  return found
}

let current: ListName = { prefix: '', descending: false }
let opened: string | undefined

/** All persons that the page knows: every list and every detail shows rows of this one collection. */
export const persons = restCollection({ resource: resources.persons, path: '/persons', read: readShown })

/** Which person is open beside the lists: it is held even where it is in none of them. */
export const setOpened = (personId: string | undefined): void => {
  opened = personId
}

/** Shows a list: reads its first page unless it was read before. */
export function openList(name: ListName): void {
  current = name
  if (listOf(lists.get(), name).pages === 0) void loadMore(name)
}

/** Loads the next page of a list, unless it is being loaded or was the last. */
export async function loadMore(name: ListName): Promise<void> {
  const list = listOf(lists.get(), name)
  if (list.reading || list.last) return
  setList({ ...list, reading: true, failure: undefined })
  try {
    await persons.rows.preload()
    const [content, next] = await nextPage(list, `Read the ${list.pages === 0 ? 'first' : 'next'} persons${name.prefix === '' ? '' : ` whose last name begins with “${name.prefix}”`}`)
    persons.take(content)
    setList(next)
  } catch (error) {
    setList({ ...list, reading: false, failure: (error as Error).message })
  }
}

/**
 * Takes a live event: a person that is held is brought up to date, one that belongs into what is loaded of a list comes in, and so does
 * any while something is being read, which may be of before.
 */
export function personTold(news: News<PersonData>): void {
  const { id, entity } = news
  const wanted = entity === undefined || id === opened || persons.rows.has(id) || Object.values(lists.get()).some((list) => list.reading || belongs(list, entity))
  if (wanted) persons.told(news)
}

export const shownText = (count: number, { last, prefix }: PersonList): string =>
  !last ? `${counted(count, 'person')} so far` : prefix === '' ? `All ${counted(count, 'person')} are shown` : counted(count, 'person')
