import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNames } from '../api/queries'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { effectOf } from './matrix-api'

const FEW = 12

/** What a plan would do from a day on: duties, open cases, figures, and what would be wrong with the matrix. */
export function Effect({ id, since }: { id: number; since: string }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data, error, refetch } = useQuery(effectOf(id, since))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <div aria-live="polite">
      {data.faults.length > 0 && (
        <Some title={t(data.bars ? 'reorganise.bars' : 'reorganise.faults')} count={data.faults.length}>
          {data.faults.slice(0, FEW).map((one) => (
            <li key={one.said} className={one.bars ? 'matrix-bars' : undefined}>
              {t(`matrix.${one.kind}`)} · {one.said} {one.new && <b>{t('reorganise.new')}</b>}
            </li>
          ))}
        </Some>
      )}
      <Some title={t('reorganise.areas')} count={data.areas_count}>
        {data.areas.slice(0, FEW).map((one) => (
          <li key={one.before + one.after} className="number">
            {one.before} → {one.after} <small className="muted">{t(`reorganise.kinds.${one.kind}`)}</small>
          </li>
        ))}
      </Some>
      <Some title={t('reorganise.posts')} count={data.posts_count}>
        {data.posts.slice(0, FEW).map((one) => (
          <li key={one.duty + one.before}>
            {name(one.duty)} <span className="number">{one.before} → {one.after.join(', ')}</span>
          </li>
        ))}
      </Some>
      <Some title={t('reorganise.moving')} count={data.moving_count}>
        {data.moving.slice(0, FEW).map((one) => (
          <li key={one.id}>
            <Link to={`/cases/${one.id}`}>{one.number || `#${one.id}`}</Link> {name(one.duty)}
          </li>
        ))}
      </Some>
      <Some title={t('reorganise.staying')} count={data.staying_count}>
        {data.staying.slice(0, FEW).map((one) => (
          <li key={one.id}>
            <Link to={`/cases/${one.id}`}>{one.number || `#${one.id}`}</Link> {name(one.duty)}
          </li>
        ))}
      </Some>
      <Some title={t('reorganise.figures')} count={data.figures.length}>
        {data.figures.slice(0, FEW).map((one) => (
          <li key={one.before.join() + one.after.join()} className="number">
            {one.before.map((code) => `${code} (${one.closed[code] ?? 0})`).join(' + ')} → {one.after.join(', ')}
          </li>
        ))}
      </Some>
      <Some title={t('reorganise.lines')} count={data.lines_count}>
        {data.lines.slice(0, FEW).map((one) => (
          <li key={one.before + one.after} className="number">
            {one.before || '—'} → {one.after || '—'}
          </li>
        ))}
      </Some>
    </div>
  )
}

function Some({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  return (
    <>
      <h3>
        {title} <span className="number muted">{count}</span>
      </h3>
      <ul>{children}</ul>
    </>
  )
}
