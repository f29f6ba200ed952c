import type { LiveChange } from '../../shared/LiveChange.js'
import type { PersonData, PersonDetail } from '../../shared/schemas.js'
import { showAlert } from './alert.js'
import { createStore } from './createStore.js'
import { persons, setOpened } from './persons.js'
import { partNames, resources, type PartName, type Rows } from './resources.js'
import { queryClient, restCollection, type RestCollection } from './restCollection.js'
import { Refused, send } from './send.js'

export type DetailState = 'reading' | 'ready' | 'missing' | { readonly failure: string }

/** How far each person that was opened is read. */
export const details = createStore<Readonly<Record<string, DetailState>>>({})
const setDetail = (personId: string, state: DetailState): void => details.set((all) => ({ ...all, [personId]: state }))

/** One request for the person and all four kinds of parts, however many ask for it at the same time. */
const readDetail = (personId: string, action?: string): Promise<PersonDetail> => queryClient.fetchQuery({
  queryKey: ['detail', personId],
  staleTime: 0,
  gcTime: 0,
  queryFn: () => send<PersonDetail>(`/persons/${personId}/detail`, { action }),
})

/** PersonDetail has the rows of Rows[Name] by that name, which TypeScript does not see. */
const rowsOf = <Name extends PartName>(detail: PersonDetail, name: Name): readonly Rows[Name][] => detail[name] as unknown as readonly Rows[Name][]

const parts = new Map<string, Pick<RestCollection<Rows[PartName]>, 'forget'>>()

/** The addresses, bank accounts, contacts or employments of a person. */
export function partsOf<Name extends PartName>(name: Name, personId: string): RestCollection<Rows[Name]> {
  const { path } = resources[name]
  const key = path(personId)
  const found = parts.get(key) as RestCollection<Rows[Name]> | undefined // A path has the rows of one resource.
  if (found !== undefined) return found
  const made: RestCollection<Rows[Name]> = restCollection<Rows[Name]>({
    resource: resources[name],
    path: key,
    // A failure is told once, by who opens the person; each of the four keeps what it holds.
    read: () => readDetail(personId).then((detail) => rowsOf(detail, name), () => made.rows.toArray),
  })
  parts.set(key, made)
  return made
}

const personOf = ({ addresses: _a, bankAccounts: _b, contacts: _c, employments: _e, ...person }: PersonDetail): PersonData => person

/** Shows a person: reads it and all parts, by one request that feeds five collections. What was read before is on show meanwhile. */
export async function openPerson(personId: string, action?: string): Promise<void> {
  setOpened(personId)
  const known = details.get()[personId] === 'ready'
  if (!known) setDetail(personId, 'reading')
  try {
    await persons.rows.preload()
    const reading = readDetail(personId, action)
    const fed = partNames.map((name) => partsOf(name, personId).rows).map((rows) => (rows.isReady() ? rows.utils.refetch() : rows.preload()))
    const [detail] = await Promise.all([reading, ...fed])
    persons.take([personOf(detail)])
    setDetail(personId, 'ready')
  } catch (error) {
    const missing = error instanceof Refused && error.status === 404
    if (missing) persons.told({ event: 'REMOVE', id: personId })
    if (known && !missing) showAlert(`Not read again: ${(error as Error).message}`)
    else setDetail(personId, missing ? 'missing' : { failure: (error as Error).message })
  }
}

/** Takes a live event of a part, where its person is open. */
export function partTold({ resource, personId, ...news }: Exclude<LiveChange, { readonly resource: 'persons' }>): void {
  const held = parts.get(resources[resource].path(personId)) as RestCollection<Rows[PartName]> | undefined
  if (held?.rows.status === 'ready' || held?.rows.status === 'loading') held.told(news)
}

/** Events were missed: everything that is on show is read again, and what is not when it is opened. */
export async function readAgain(personId: string | undefined): Promise<void> {
  for (const { forget } of [persons, ...parts.values()]) forget()
  await Promise.allSettled([persons.rows.utils.refetch(), ...(personId === undefined ? [] : [openPerson(personId)])])
}
