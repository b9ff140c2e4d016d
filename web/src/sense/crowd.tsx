import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlertOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { crowdOf } from './alert-api'

/** Who is in a storm of thousands now: they have no alert of their own, and are named page by page. */
export function Crowd({ of }: { of: AlertOut }) {
  const { t } = useTranslation()
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({ ...crowdOf(of.id), enabled: of.crowd > 0 })
  if (!of.crowd) return null
  return (
    <section className="drawer-part">
      <h3>{t('why.crowd', { count: of.crowd, number: of.crowd.toLocaleString('zh-CN') })}</h3>
      <ul className="drawer-lines">
        {data?.pages.flat().map((one) => (
          <li key={one.number}>
            {one.name ? <Link to={`/devices?device=${encodeURIComponent(one.subject)}`}>{one.name}</Link> : <span>{one.subject}</span>}
            <small className="muted">{one.area_name || one.area}</small>
            <span className="grow" />
            <small className="muted">
              <Moment at={one.since} />
            </small>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button type="link" size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('why.crowd_more')}
        </Button>
      )}
    </section>
  )
}
