import { and, concat, gte, lte, useLiveQuery } from '@tanstack/react-db'
import { useEffect, useRef, useState } from 'react'
import type { PersonData } from '../../shared/schemas.js'
import { useStore } from './createStore.js'
import { Link } from './Link.js'
import { PageHeading } from './PageHeading.js'
import { bounds, separator } from './personRange.js'
import { listOf, lists, loadMore, openList, persons, shownText, type ListName, type PersonList as List } from './persons.js'
import { retype } from './routes.js'
import { counted, dateText } from './texts.js'

const pause = 200

/** All persons by name, page by page, with a search by the beginning of the last name. */
export function PersonList({ prefix, descending }: ListName) {
  const list = useSettledList({ prefix, descending })
  const [from, to] = bounds(list)
  const { data } = useLiveQuery({
    query: (query) => query
      .from({ person: persons.rows })
      .where(({ person }) => and(gte(concat(person.sortName, separator, person.id), from), lte(concat(person.sortName, separator, person.id), to)))
      .orderBy(({ person }) => concat(person.sortName, separator, person.id), { direction: list.descending ? 'desc' : 'asc', stringSort: 'lexical' }),
  })
  useEffect(() => openList({ prefix, descending }), [prefix, descending])

  return (
    <>
      <div className="title">
        <PageHeading>Persons</PageHeading>
        <Link to={{ name: 'new' }} className="button">New person</Link>
      </div>
      <div className="tools" role="search">
        <SearchBox prefix={prefix} descending={descending} />
        <button type="button" className="plain sort" aria-pressed={descending} onClick={() => retype({ name: 'list', prefix, descending: !descending })}>
          Sort by name <span aria-hidden="true">{descending ? '↓' : '↑'}</span>
        </button>
      </div>
      <ul className="persons" role="list" aria-label="Persons" aria-busy={list.reading}>
        {data.map((person) => <PersonRow key={person.id} person={person} pending={person.$hasPendingWrites} />)}
      </ul>
      <ListEnd list={list} count={data.length} />
    </>
  )
}

/** The list of this sort and search; until its first page has come, the one before, so that nothing jumps. */
function useSettledList(name: ListName): List {
  const all = useStore(lists)
  const wanted = listOf(all, name)
  const [settled, settle] = useState(wanted)
  const ready = wanted.pages > 0 || wanted.failure !== undefined
  if (ready && settled !== wanted) settle(wanted)
  return ready ? wanted : { ...settled, reading: true }
}

function SearchBox({ prefix, descending }: ListName) {
  const [typed, setTyped] = useState(prefix)
  useEffect(() => {
    if (typed.trimStart() === prefix) return
    const timer = setTimeout(() => retype({ name: 'list', prefix: typed.trimStart(), descending }), pause)
    return () => clearTimeout(timer)
  }, [typed, prefix, descending])
  return (
    <label className="search">
      <span>Last name</span>
      <input type="search" value={typed} placeholder="Begins with …" autoComplete="off" spellCheck={false} maxLength={100} onChange={({ target }) => setTyped(target.value)} />
    </label>
  )
}

function PersonRow({ person, pending }: { readonly person: PersonData; readonly pending: boolean }) {
  return (
    <li className={pending ? 'pending' : undefined}>
      <Link to={{ name: 'person', id: person.id }}>{`${person.lastName}, ${person.firstName}`}</Link>
      <span className="born">{dateText(person.dateOfBirth)}</span>
      <span className="count">{counted(person.parts, 'part')}</span>
    </li>
  )
}

/** What comes after the rows: the next page, which loads by itself when it comes near, or how many there are. */
function ListEnd({ list, count }: { readonly list: List; readonly count: number }) {
  const end = useRef<HTMLDivElement>(null)
  const { prefix, descending, last, reading, failure, pages } = list
  const waiting = !last && !reading && failure === undefined && pages > 0
  useEffect(() => {
    if (!waiting || end.current === null) return
    // A busy browser tells several at once: away from it at first, then there.
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void loadMore({ prefix, descending })
    }, { rootMargin: '400px' })
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [waiting, pages, prefix, descending])

  return (
    <div className="end" ref={end}>
      {failure !== undefined && <p className="failure">{failure}</p>}
      {pages > 0 && count === 0 && last && <p>{prefix === '' ? 'There is nobody yet.' : `Nobody’s last name begins with “${prefix}”.`}</p>}
      <p className="note" aria-live="polite">{pages > 0 && count > 0 ? shownText(count, list) : pages === 0 && reading ? 'Reading …' : ''}</p>
      {!last && (pages > 0 || failure !== undefined) && (
        <button type="button" className="plain" aria-disabled={reading} onClick={() => void loadMore({ prefix, descending })}>
          {failure === undefined ? 'Load more' : 'Try again'}
        </button>
      )}
    </div>
  )
}
