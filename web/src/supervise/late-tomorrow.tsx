import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { forecast } from '../decide/clocks-api'
import '../decide/clocks.css'
import { Empty, Failed } from '../kit/empty'
import { LampMark } from '../kit/lamp-mark'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** What is due until the end of the next working day, most likely to be late first. */
export default function LateTomorrow() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(forecast)
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <main className="calendar-page">
      <header>
        <h1>{t('pages.forecast')}</h1>
        <p className="muted">
          {t('clocks.until')} <Moment at={data.until} />
        </p>
      </header>
      {data.held ? (
        <p className="muted">
          {t('clocks.hits', { days: data.held.days, clocks: data.held.clocks, called: data.held.called, hits: data.held.hits, late: data.held.late })}{' '}
          {t('clocks.held', { said: percent(data.held.said), came: percent(data.held.came), brier: data.held.brier, plain: data.held.plain })}
        </p>
      ) : (
        <p className="muted">{t('clocks.not_held')}</p>
      )}
      {data.expected.length === 0 && <Empty>{t('clocks.none_due')}</Empty>}
      <ul className="late-lines">
        {data.expected.map((one) => (
          <li key={`${one.case}${one.stage}`}>
            <b className="number">{percent(one.chance)}</b>
            <Link to={`/cases/${one.case}`}>
              #{one.case} {one.subject}
            </Link>
            <span>{t(`clocks.stage.${one.stage}`, { defaultValue: one.stage })}</span>
            <span>
              <LampMark lamp={one.lamp} /> <Moment at={one.due} />
            </span>
            <small className="muted">
              {t('clocks.used', { share: percent(one.share) })} {one.of > 0 ? t('clocks.alike', { like: t(`clocks.like.${one.like}`), of: one.of, late: one.late }) : t('clocks.none_alike')}
            </small>
          </li>
        ))}
      </ul>
    </main>
  )
}
