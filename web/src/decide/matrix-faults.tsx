import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MatrixFaultOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { faults } from './matrix-api'

/** Everything that is wrong with a matrix, in sentences; what bars publishing comes first. */
export function Faults({ id }: { id: number }) {
  const { t } = useTranslation()
  const { data, error, isFetching, refetch } = useQuery(faults(id))
  return (
    <section aria-label={t('matrix.faults')} aria-live="polite">
      <h2>{t('matrix.faults')}</h2>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data && (
        <>
          <p className={data.bars ? 'matrix-bars' : 'muted'}>
            {t(data.bars ? 'matrix.bars' : 'matrix.whole', { categories: data.categories, grids: data.grids, moments: data.moments })}
            {isFetching ? ' …' : ''}
          </p>
          <ul className="matrix-faults">
            {data.faults.map((one) => (
              <Line key={`${one.kind}${one.said}`} of={one} />
            ))}
          </ul>
          {data.untold > 0 && <p className="muted">{t('matrix.more', { count: data.untold })}</p>}
        </>
      )}
    </section>
  )
}

function Line({ of }: { of: MatrixFaultOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const classes = of.classes.slice(0, 4).map((one) => one || t('matrix.everything'))
  const areas = of.spots.slice(0, 3).map((spot) => spot.name + (spot.apart.length ? t('matrix.but', { count: spot.apart.length }) : ''))
  return (
    <li className={of.bars ? 'is-bad' : undefined}>
      <b>{t(`matrix.${of.kind}`)}</b> {of.duty ? name(of.duty) : ''}
      <p>
        {classes.join('、')}
        {of.classes.length > 4 ? ' …' : ''} · {areas.join('、')}
        {of.spots.length > 3 ? t('matrix.areas_more', { count: of.spots.length - 3 }) : ''}
      </p>
      <p className="number muted">
        {of.since} – {of.until ?? '…'} · {t('matrix.cells', { count: of.cells })}
        {of.lines.length > 0 && ` · ${of.lines.map((line) => `#${line}`).join(' ')}`}
      </p>
    </li>
  )
}
