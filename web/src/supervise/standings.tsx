import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { scores, useAreaName, useNames } from '../api/queries'
import { Empty } from '../kit/empty'

/** What the duties' cases have earned: the mean, and over how many. */
export function Standings() {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const { data } = useQuery(scores)
  return (
    <section aria-label={t('scores.title')}>
      <h2>{t('scores.title')}</h2>
      {data?.length === 0 && <Empty>{t('scores.none')}</Empty>}
      <ul className="lines scrolling">
        {data
          ?.toSorted((a, b) => b.points - a.points)
          .map((one) => (
            <li key={`${one.duty} ${one.area}`}>
              <span className="wide-cell">
                {t('case.who', { area: area(one.area), duty: name(one.duty) })}
              </span>
              <span className="score-bar" aria-hidden>
                <i style={{ width: `${one.points}%` }} />
              </span>
              <b className="number">{one.points.toFixed(1)}</b>
              <small className="muted number">{t('scores.over', { count: one.cases })}</small>
            </li>
          ))}
      </ul>
    </section>
  )
}
