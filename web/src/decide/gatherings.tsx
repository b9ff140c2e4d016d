import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty, Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { gatherings } from './gatherings-api'
import './plans.css'
import './gatherings.css'

/** The gatherings I was called to or may look into. */
export default function Gatherings() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(gatherings)
  return (
    <main className="plans">
      <header>
        <h1>{t('pages.gatherings')}</h1>
        <p className="muted">{t('gatherings.what')}</p>
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && <Empty>{t('gatherings.none')}</Empty>}
      <ul className="gathering-lines">
        {data?.map((one) => (
          <li key={one.id} className={one.closed ? 'is-over' : undefined}>
            <Level warning={one.warning} />
            <Link to={`/gatherings/${one.id}`}>
              <b>{one.title}</b>
            </Link>
            {one.drill && <span className="drill-mark">{t('plans.drill_mark')}</span>}
            <span className="muted">{one.area_name || t('app.city')}</span>
            <span className="grow" />
            <span className="muted number">
              {t('gatherings.counts', { came: one.came, called: one.called, decisions: one.decisions })} · <Moment at={one.opened} />
              {one.closed && (
                <>
                  {' – '}
                  <Moment at={one.closed} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </main>
  )
}
