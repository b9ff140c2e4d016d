import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { amendments, useAreaName } from '../api/queries'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'
import { useParameterName } from './chosen'

/** What was adopted: by whom, why, from when on. */
export function Amendments() {
  const { t } = useTranslation()
  const called = useParameterName()
  const area = useAreaName()
  const { data } = useQuery(amendments)
  return (
    <section aria-label={t('amendments.title')}>
      <h2>{t('amendments.title')}</h2>
      {data?.length === 0 && <Empty>{t('amendments.none')}</Empty>}
      <ul className="amendments">
        {data?.map((one) => (
          <li key={one.id}>
            <p>
              <b>{called(one.parameter)}</b> <span className="number">{t('amendments.to', { value: one.value, day: one.since })}</span>{' '}
              <span className="muted">{area(one.area)}</span>
            </p>
            <p>
              {one.reason} <small className="muted">
                {one.by} · <Moment at={one.at} />
                {one.replay_id && ` · ${t('amendments.replay', { id: one.replay_id })}`}
              </small>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
