import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { BeatOut, BoardOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useUnit } from '../kit/amount'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Rows } from '../kit/rows'
import { Spark } from '../kit/spark'
import { LampMark } from './lamp'
import { beats, byLamp, changeOf, useLooking, useTitle, written } from './vitals-api'

const ROW = 44

/** The vital signs of what is chosen, the lit ones first. Enter or a click opens the ground of a number. */
export function VitalRows({ area, boards }: { area: string; boards: BoardOut[] }) {
  const { t } = useTranslation()
  const { board, track, lit, look } = useLooking()
  const { data, error } = useQuery(beats(area))
  if (error) return <Failed error={error} />
  const tracks = new Set(
    boards
      .filter((one) => !board || one.name === board)
      .flatMap((one) => one.tracks)
      .filter((one) => !track || one.name === track || one.under === track)
      .map((one) => one.name),
  )
  const seen = (data ?? []).filter((one) => tracks.has(one.track) && (!lit || one.warning > 0))
  const rows = track ? seen : seen.toSorted(byLamp)
  return (
    <section className="vital-rows" aria-label={t('vitals.list')}>
      <div className="vital-head" aria-hidden>
        {['lamp', 'name', 'value', 'change', 'trend', 'owner', 'as_of'].map((column) => (
          <span key={column} className={column}>
            {t(`vitals.${column}`)}
          </span>
        ))}
      </div>
      {data && rows.length === 0 && <Empty>{t(lit ? 'vitals.none_lit' : 'vitals.none')}</Empty>}
      <Rows rows={rows} height={ROW} label={t('vitals.list')} keyOf={(one) => one.name} onOpen={(one) => look({ open: one.name })}>
        {(one) => <Line one={one} />}
      </Rows>
    </section>
  )
}

function Line({ one }: { one: BeatOut }) {
  const { t } = useTranslation()
  const called = useTitle()
  const name = useNames()
  const unit = useUnit()
  const change = changeOf(one)
  return (
    <>
      <LampMark warning={one.warning} known={one.value !== null} />
      <span className="name">
        {called(one.title)}
        {one.origin !== 'local' && <small className="origin">{t(`vitals.origin.${one.origin}`)}</small>}
      </span>
      <span className="value number">
        <b>{written(one.value, one.decimals)}</b> <small>{unit(one.unit)}</small>
      </span>
      <span className="change number muted">{change ? `${change > 0 ? '↑' : '↓'} ${written(Math.abs(change), one.decimals)}` : ''}</span>
      <Spark values={one.trend} label={t('vitals.trend')} />
      <span className="owner muted">{name(one.owner)}</span>
      <span className="as_of muted">{one.at && <Moment at={one.at} />}</span>
    </>
  )
}
