import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { adoptTours, layOutTours, whoCouldGo } from '../api/generated/sdk.gen'
import type { TourOut, ToursOut, TourStopOut } from '../api/generated/types.gen'
import { AreaSelect } from '../kit/area-select'
import { Empty, Failed } from '../kit/empty'
import { clockOf, dayFromNow } from '../kit/time'
import { useMe } from '../people/session'
import { ToursCrews, usual, type Going } from './tours-crews'
import { ToursMap, TOUR_COLOURS } from './tours-map'
import { useAct } from './use-act'
import './policies.css'
import './tours.css'

const ASKING = ['dispatcher', 'shift_leader', 'acceptor', 'leader']
const MOST = 15
const km = (metres: number): string => (metres / 1000).toFixed(1)

/** A day's waiting tasks over the crews of an area: who goes where, in which order, and what nobody can do. */
export default function Tours() {
  const { t } = useTranslation()
  const posts = useMe().posts.filter((post) => ASKING.includes(post.duty))
  const [area, setArea] = useState(posts[0]?.area ?? '50')
  const [day, setDay] = useState(dayFromNow(1))
  const [laid, setLaid] = useState<ToursOut>()
  const [said, setSaid] = useState<{ of: string; going: Going }>()
  const { data: could, error, refetch } = useQuery({
    queryKey: ['tours', area, day],
    queryFn: () => ask(whoCouldGo({ body: { area, day } })),
    enabled: posts.length > 0 && Boolean(area && day),
    retry: false,
  })
  const of = `${area} ${day}`
  const going = said?.of === of ? said.going : usual(could ?? [], MOST)
  const crews = Object.entries(going).map(([login, hours]) => ({ login, ...hours }))
  const look = useAct(() => ask(layOutTours({ body: { area, day, crews } })), setLaid)
  const choose = (change: () => void) => {
    change()
    setLaid(undefined)
  }
  const adopt = useAct(
    (of: ToursOut) => ask(adoptTours({ body: { stops: of.tours.flatMap((tour) => tour.stops.map((one) => ({ case: one.case, task: one.task, login: tour.login, arrives: one.arrives }))) } })),
    () => setLaid(undefined),
  )
  return (
    <main className="policies tours">
      <header>
        <h1>{t('pages.tours')}</h1>
        <p className="muted">{t('tours.what')}</p>
        {posts.length === 0 ? (
          <p className="muted">{t('tours.who')}</p>
        ) : (
          <form
            className="drawer-acts"
            onSubmit={(event) => {
              event.preventDefault()
              look.mutate(undefined)
            }}
          >
            <AreaSelect value={area} label={t('routing.area')} whole={t('app.city')} also={{ code: posts[0]!.area, name: posts[0]!.area }} onChange={(code) => choose(() => setArea(code))} />
            <Input type="date" className="filter" aria-label={t('tours.day')} value={day} min={dayFromNow(0)} max={dayFromNow(14)} onChange={(event) => choose(() => setDay(event.target.value))} />
            <Button type="primary" htmlType="submit" disabled={!area || !day || crews.length === 0 || crews.length > MOST} loading={look.isPending}>
              {t('tours.lay_out')}
            </Button>
          </form>
        )}
      </header>
      {adopt.isSuccess && !laid && <p role="status">{t('tours.adopted', { count: adopt.data })}</p>}
      {error ? <Failed error={error} again={() => void refetch()} /> : could?.length === 0 ? <Empty>{t('tours.nothing')}</Empty> : null}
      {could && could.length > 0 && <ToursCrews could={could} going={going} onChange={(now) => choose(() => setSaid({ of, going: now }))} />}
      {laid && <Laid of={laid} pending={adopt.isPending} onAdopt={() => adopt.mutate(laid)} />}
    </main>
  )
}

function Laid({ of, pending, onAdopt }: { of: ToursOut; pending: boolean; onAdopt: () => void }) {
  const { t } = useTranslation()
  const count = of.tours.reduce((sum, tour) => sum + tour.stops.length, 0)
  return (
    <div className="policies-body">
      <div>
        <section>
          <h2>{t('tours.map')}</h2>
          <ToursMap of={of} />
          <p className="muted">{t('tours.how', { detour: of.detour, speed: of.speed_kmh })}</p>
          <p className="muted">{t('tours.lasting')}</p>
        </section>
        {of.undone.length > 0 && (
          <section>
            <h2>{t('tours.undone', { count: of.undone.length })}</h2>
            <ul className="policy-lines">
              {of.undone.map((one) => (
                <li key={one.task}>
                  <Link to={`/cases/${one.case}`}>
                    #{one.case} {one.subject}
                  </Link>{' '}
                  <span>{t(`tours.why.${one.why}`)}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      <section>
        <h2>{t('tours.crews')}</h2>
        <p>{t('tours.lengths', { km: km(of.metres), plain: km(of.plain_metres), undone: of.undone.length, plain_undone: of.plain_undone })}</p>
        {of.cut_off && <p className="muted">{t('tours.cut_off')}</p>}
        {count === 0 && <Empty>{t('tours.none')}</Empty>}
        {of.tours
          .filter((tour) => tour.stops.length > 0)
          .map((tour) => (
            <div key={tour.login} className="tour">
              <h3>
                <i aria-hidden style={{ background: TOUR_COLOURS[of.tours.indexOf(tour) % TOUR_COLOURS.length] }} />
                {tour.name} <small className="muted number">{t('tours.sum', { count: tour.stops.length, km: km(tour.metres), home: clockOf(new Date(tour.home)) })}</small>
              </h3>
              <Lines of={tour} />
            </div>
          ))}
        <Button block type="primary" disabled={count === 0} loading={pending} onClick={onAdopt}>
          {t('tours.adopt', { count })}
        </Button>
      </section>
    </div>
  )
}

/** What a crew does in the order of the clock, the break among it. */
function Lines({ of }: { of: TourOut }) {
  const { t } = useTranslation()
  const before = of.lunch ? of.stops.filter((one) => one.arrives <= of.lunch![0]).length : -1
  const lunch = of.lunch && (
    <li className="lunch muted">
      <span className="number">{clockOf(new Date(of.lunch[0]))}</span>
      <span>{t('tours.lunch', { until: clockOf(new Date(of.lunch[1])) })}</span>
    </li>
  )
  return (
    <ol>
      {of.stops.map((one, place) => (
        <Fragment key={one.task}>
          {place === before && lunch}
          <Stop of={one} place={place + 1} />
        </Fragment>
      ))}
      {before === of.stops.length && lunch}
    </ol>
  )
}

function Stop({ of, place }: { of: TourStopOut; place: number }) {
  const { t } = useTranslation()
  return (
    <li>
      <span className="number">{clockOf(new Date(of.arrives))}</span>
      <span className="what">
        <b className="number">{place}</b>{' '}
        <Link to={`/cases/${of.case}`}>
          #{of.case} {of.subject}
        </Link>
      </span>
      <small className="muted number" title={t(`tours.by.${of.by}`, { count: of.tasks })}>
        {t('tours.stop', { km: km(of.metres), minutes: Math.round(of.minutes) })}
        {of.by === 'agreed' ? '' : ' *'}
      </small>
    </li>
  )
}
