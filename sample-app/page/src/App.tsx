import { useEffect } from 'react'
import { Alert } from './Alert.js'
import { Header } from './Header.js'
import { Link } from './Link.js'
import { followChanges } from './liveChanges.js'
import { NewPersonPage } from './NewPersonPage.js'
import { PageHeading } from './PageHeading.js'
import { PersonList } from './PersonList.js'
import { PersonPage } from './PersonPage.js'
import { RequestPanel } from './RequestPanel.js'
import { currentRoute, listRoute, usePlace, type Route } from './routes.js'

const openedPerson = (): string | undefined => {
  const route = currentRoute()
  return route.name === 'person' ? route.id : undefined
}

export function App() {
  const { route, visit } = usePlace()
  useEffect(() => followChanges(openedPerson), [])
  return (
    <>
      <Header onList={route.name === 'list'} />
      <Alert />
      <div className="frame">
        <main id="main" tabIndex={-1}><Page key={visit} route={route} /></main>
        <RequestPanel />
      </div>
    </>
  )
}

function Page({ route }: { readonly route: Route }) {
  switch (route.name) {
    case 'list': return <PersonList prefix={route.prefix} descending={route.descending} />
    case 'new': return <NewPersonPage />
    case 'person': return <PersonPage id={route.id} />
    case 'unknown': return (
      <>
        <PageHeading>There is nothing here</PageHeading>
        <p><Link to={listRoute}>All persons</Link></p>
      </>
    )
  }
}
