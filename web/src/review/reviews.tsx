import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useAreaName, useNames } from '../api/queries'
import { DrillTag } from '../kit/drill'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { Improvements } from './improvements'
import { reviews } from './reviews-api'
import './review.css'

const QUARTER = /^\d{4}Q[1-4]$/

/** What is read again, and what it was agreed to make better. */
export default function Reviews() {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const [openOnly, setOpenOnly] = useState(true)
  const [quarter, setQuarter] = useState('')
  const { data, error, refetch } = useQuery(reviews(openOnly, QUARTER.test(quarter) ? quarter : ''))
  return (
    <main className="review">
      <header>
        <h1>{t('pages.reviews')}</h1>
        <p className="muted">{t('reviews.what')}</p>
      </header>
      <div className="review-pair">
        <section aria-label={t('pages.reviews')}>
          <h2>
            {t('pages.reviews')} {data && <small className="number">{data.length}</small>}
            <span className="grow" />
            <Checkbox checked={openOnly} onChange={(event) => setOpenOnly(event.target.checked)}>
              {t('reviews.open_only')}
            </Checkbox>
            <Input className="quarter" value={quarter} placeholder="2026Q1" aria-label={t('reviews.quarter')} onChange={(event) => setQuarter(event.target.value.trim())} />
          </h2>
          {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
          {data?.length === 0 && <Empty>{t('reviews.none')}</Empty>}
          <ul className="amendments">
            {data?.map((one) => (
              <li key={one.id}>
                <p>
                  <Link to={`/reviews/${one.id}`} className="number">
                    #{one.id}
                  </Link>{' '}
                  <DrillTag drill={one.drill} /> <b>{name(`trigger.${one.trigger}`)}</b> {one.title} <span className="muted">{name(one.detector || one.category_code)}</span>
                </p>
                <p className="muted">
                  {area(one.area)} · {name(one.duty)} · {t('reviews.cases', { count: one.cases })} · <Moment at={one.opened} />
                  {one.after_id && ` · ${t('reviews.after', { id: one.after_id })}`}
                  {one.closed && ` · ${t('reviews.closed')}`}
                </p>
              </li>
            ))}
          </ul>
        </section>
        <Improvements />
      </div>
    </main>
  )
}
