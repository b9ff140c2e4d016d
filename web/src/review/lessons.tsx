import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { lessons, useNames } from '../api/queries'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'

/** Cases worth reading again. */
export function Lessons() {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(lessons)
  return (
    <section aria-label={t('lessons.title')}>
      <h2>
        {t('lessons.title')}
        {data && <small className="number">{data.length}</small>}
      </h2>
      {data?.length === 0 && <Empty>{t('lessons.none')}</Empty>}
      <ul className="lines scrolling">
        {data?.map((one) => (
          <li key={one.id}>
            <Link to={`/cases/${one.case_id}`} className="number">
              #{one.case_id}
            </Link>
            <span>
              {t(`lessons.${one.shows}`)} <small className="muted">{name(one.detector)}</small>
            </span>
            <span className="number">{t('case.points', { count: one.points })}</span>
            <small className="muted">
              <Moment at={one.at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
