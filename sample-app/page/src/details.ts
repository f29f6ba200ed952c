import type { LiveChange } from '../../shared/LiveChange.js'
import type { PersonData, PersonDetail } from '../../shared/schemas.js'
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
const readDetail = (personId: string): Promise<PersonDetail> => queryClient.fetchQuery({
  queryKey: ['detail', personId],
  staleTime: 0,
  gcTime: 0,
  queryFn: () => send<PersonDetail>(`/persons/${personId}/detail`, { action: 'Opened a person with all parts' }),
})

const parts = new Map<string, unknown>()

/** The addresses, bank accounts, contacts or employments of a person. */
export function partsOf<Name extends PartName>(name: Name, personId: string): RestCollection<Rows[Name]> {
  const { path } = resources[name]
  const key = path(personId)
  const found = parts.get(key) as RestCollection<Rows[Name]> | undefined // A path has the rows of one resource.
  if (found !== undefined) return found
  const made = restCollection<Rows[Name]>({
    resource: resources[name],
    path: key,
    read: async () => (await readDetail(personId))[name] as unknown as readonly Rows[Name][], // TypeScript does not see that PersonDetail has the rows of Rows[Name].
  })
  parts.set(key, made)
  return made
}

const personOf = ({ addresses: _a, bankAccounts: _b, contacts: _c, employments: _e, ...person }: PersonDetail): PersonData => person

/** Shows a person: reads it and all parts, as one request that feeds five collections. */
export async function openPerson(personId: string): Promise<void> {
  setOpened(personId)
  if (details.get()[personId] !== 'ready') setDetail(personId, 'reading')
  try {
    await persons.rows.preload()
    const again = partNames.map((name) => partsOf(name, personId).rows).map((rows) => (rows.isReady() ? rows.utils.refetch({ throwOnError: true }) : rows.preload()))
    const [detail] = await Promise.all([readDetail(personId), ...again])
    persons.take([personOf(detail)])
    setDetail(personId, 'ready')
  } catch (error) {
    const missing = error instanceof Refused && error.status === 404
    if (missing) persons.told({ event: 'REMOVE', id: personId })
    setDetail(personId, missing ? 'missing' : { failure: (error as Error).message })
  }
}

/** Takes a live event of a part, where its person is open. */
export function partTold({ resource, personId, ...news }: Exclude<LiveChange, { readonly resource: 'persons' }>): void {
  const held = parts.get(resources[resource].path(personId)) as RestCollection<Rows[PartName]> | undefined
  if (held?.rows.isReady() === true) held.told(news)
}

/** Everything that is on show is read again. */
export async function readAgain(personId: string | undefined): Promise<void> {
  await Promise.allSettled([persons.rows.utils.refetch(), ...(personId === undefined ? [] : [openPerson(personId)])])
}
