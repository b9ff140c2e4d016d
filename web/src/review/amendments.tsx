import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { amendments, useAreaName } from '../api/queries'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Link } from 'react-router'
import { language } from '../words'
import { useParameterName } from './chosen'
import { effects } from './reviews-api'

/** What was adopted: by whom, why, from when on. */
export function Amendments() {
  const { t } = useTranslation()
  const called = useParameterName()
  const area = useAreaName()
  const { data } = useQuery(amendments)
  const { data: did } = useQuery(effects(language()))
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
            {did
              ?.filter((effect) => effect.amendment_id === one.id)
              .map((effect) => (
                <p key={effect.id} className="effect">
                  {effect.said}{' '}
                  {effect.reviews?.map((id) => (
                    <Link key={id} to={`/reviews/${id}`}>
                      {t('amendments.review', { id })}
                    </Link>
                  ))}
                </p>
              ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
