import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Login } from './login'
import { useNet } from './net'
import { go, Link, useRoute } from './route'
import { usePocket } from './state'
import Today from './today'
import { Top } from './parts'

const Item = lazy(() => import('./item'))
const Report = lazy(() => import('./report'))
const Waiting = lazy(() => import('./waiting'))
const Me = lazy(() => import('./me'))
const Visits = lazy(() => import('./visits'))
const Visit = lazy(async () => ({ default: (await import('./visits')).Visit }))
const NewHost = lazy(async () => ({ default: (await import('./visits')).NewHost }))

const ITEMS = ['task', 'look', 'call']

export function App() {
  const { me, ready } = usePocket()
  const net = useNet()
  if (!ready) return null
  if (net === 'strange' || !me) return <Login />
  return (
    <>
      <State />
      <main className="page">
        <Suspense>
          <Page />
        </Suspense>
      </main>
      <Nav />
    </>
  )
}

function Page() {
  const [first = '', second = ''] = useRoute()
  if (ITEMS.includes(first)) return <Item key={second} kind={first} id={Number(second)} />
  if (first === 'case') return <OfCase number={Number(second)} />
  if (first === 'report') return <Report />
  if (first === 'visits') return <Visits />
  if (first === 'visit') return <Visit key={second} id={Number(second)} />
  if (first === 'host') return <NewHost />
  if (first === 'waiting') return <Waiting />
  if (first === 'me') return <Me />
  return <Today />
}

/** A case somebody was told of: what is to be done at it, or its page at the desk. */
function OfCase({ number }: { number: number }) {
  const { t } = useTranslation()
  const { today } = usePocket()
  const one = today?.errands.find((todo) => todo.case === number)
  useEffect(() => {
    if (one) go(`${one.kind}/${one.id}`, true)
  }, [one])
  return (
    <>
      <Top title={t('pocket.case', { id: number })} />
      <p className="empty">{t('pocket.gone')}</p>
      <a className="button wide" href={`/cases/${number}`}>
        {t('pocket.desk')}
      </a>
    </>
  )
}

/** Calm, and always there: whether the server is heard, and how much waits for it. */
function State() {
  const { t } = useTranslation()
  const { acts } = usePocket()
  const net = useNet()
  const refused = acts.filter((one) => one.refused).length
  const waits = acts.length - refused
  if (net === 'on' && !acts.length) return <div role="status" className="unseen" />
  return (
    <div role="status" className={refused ? 'state refused' : 'state'}>
      <span>
        {net === 'off' && t('pocket.offline')}
        {net === 'off' && waits > 0 && ' · '}
        {waits > 0 && t('pocket.waits', { count: waits })}
      </span>
      {refused > 0 && <Link to="waiting">{t('pocket.decide', { count: refused })}</Link>}
      {refused === 0 && waits > 0 && <Link to="waiting">{t('pocket.look')}</Link>}
    </div>
  )
}

const PAGES = [
  ['', 'today', 'M4 6h16M4 12h16M4 18h10'],
  ['report', 'report', 'M12 5v14M5 12h14'],
  ['visits', 'visits', 'M4 20V10l8-6 8 6v10zM10 20v-6h4v6'],
  ['me', 'me', 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20a8 8 0 0 1 16 0'],
] as const

function Nav() {
  const { t } = useTranslation()
  const [here = ''] = useRoute()
  return (
    <nav aria-label={t('pocket.pages')}>
      {PAGES.map(([to, name, path]) => (
        <Link key={name} to={to} className={name === 'report' ? 'big' : ''} {...(here === to && { 'aria-current': 'page' })}>
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d={path} />
          </svg>
          {t(`pocket.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
