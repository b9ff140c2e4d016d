import { useTranslation } from 'react-i18next'
import type { PlacedOut } from '../api/generated/types.gen'
import { Spark } from '../kit/spark'
import { LampMark } from '../sense/lamp'
import { useTitle, written } from '../sense/vitals-api'
import { isStale } from './age'
import { BeatTime, Change } from './beat'
import { useDrill } from './use-drill'
import { useCityNow, usePane } from './use-wall'

/** One vital sign: what it is, how much, against before, as of when. */
export function NumberPane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const title = useTitle()
  const drill = useDrill()
  const now = useCityNow()
  const pane = usePane<'number'>(of.name)
  if (!pane) return <section className="pane pane-number" />
  const { beat } = pane
  if (!beat) return <section className="pane pane-number muted">{t('wall.not_here')}</section>
  return (
    <section className={isStale(beat, now) ? 'pane pane-number is-stale' : 'pane pane-number'}>
      <button type="button" onClick={() => drill({ kind: 'vital', name: beat.name, title: title(beat.title) })}>
        <span className="number-name">
          <LampMark warning={beat.warning} known={beat.value !== null} />
          {title(beat.title)}
        </span>
        <span className="number-value">
          <b className="number">{written(beat.value, beat.decimals)}</b>
          <small>{beat.unit === '1' ? '' : beat.unit}</small>
          <Change beat={beat} />
        </span>
        <Spark values={beat.trend} label={title(beat.title)} />
        <BeatTime beat={beat} />
      </button>
    </section>
  )
}
