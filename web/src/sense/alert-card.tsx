import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlertOut } from '../api/generated/types.gen'
import { Level } from '../kit/level'
import { useSubject } from './alert-api'
import { AlertFacts } from './alert-facts'

const MiniMap = lazy(() => import('./mini-map'))

/** What was noticed, and where. */
export function AlertCard({ alert }: { alert: AlertOut }) {
  const { t } = useTranslation()
  const subject = useSubject()
  return (
    <div className="alert-card">
      <div>
        <p className="alert-head">
          <Level warning={alert.warning} word />
          <b>{subject(alert)}</b>
          <span className="muted">{t(alert.open ? 'alert.open' : 'alert.over')}</span>
        </p>
        <AlertFacts alert={alert} />
        <p>
          <Link to={`/alerts?alert=${alert.id}`}>{t('alerts.why')}</Link>
        </p>
      </div>
      {alert.lon !== null && alert.lat !== null && (
        <Suspense fallback={<div className="mini-map" />}>
          <Link to={`/?at=${alert.lon.toFixed(4)},${alert.lat.toFixed(4)},14&pick=alert:${alert.id}`} aria-label={t('alert.on_map')}>
            <MiniMap alert={alert} lon={alert.lon} lat={alert.lat} />
          </Link>
        </Suspense>
      )}
    </div>
  )
}
