import { useTranslation } from 'react-i18next'
import type { BeatOut } from '../api/generated/types.gen'
import { Spark } from '../kit/spark'
import { clockOf, inFull } from '../kit/time'
import { LampMark } from '../sense/lamp'
import { changeOf, useTitle, written } from '../sense/vitals-api'
import { isStale } from './age'
import { useDrill } from './use-drill'
import { useCityNow } from './use-wall'

/** Against the value before, with a sign of its own: nobody has to see colour. */
export function Change({ beat }: { beat: BeatOut }) {
  const { t } = useTranslation()
  const change = changeOf(beat)
  if (change === null) return null
  const said = `${change > 0 ? '▲' : '▼'} ${written(Math.abs(change), beat.decimals)}`
  return (
    <span className="change number" title={t('wall.change')}>
      {said}
    </span>
  )
}

/** The instant of a vital sign; grey and since when, once it is too old. */
export function BeatTime({ beat }: { beat: BeatOut }) {
  const { t } = useTranslation()
  const now = useCityNow()
  if (!beat.at) return <span className="as-of">{t('wall.nothing_yet')}</span>
  const at = new Date(beat.at)
  const stale = isStale(beat, now)
  return (
    <time className={stale ? 'as-of stale' : 'as-of'} dateTime={beat.at} title={inFull(at)}>
      {t(stale ? 'wall.stale' : 'wall.as_of', { clock: clockOf(at) })}
    </time>
  )
}

/** A vital sign as one line that opens what it stands on: its lamp, its name, its value, its curve. */
export function BeatLine({ beat, large = false }: { beat: BeatOut; large?: boolean }) {
  const title = useTitle()
  const now = useCityNow()
  const drill = useDrill()
  const stale = isStale(beat, now)
  return (
    <button
      type="button"
      className={`beat${large ? ' beat-large' : ''}${stale ? ' is-stale' : ''}`}
      onClick={() => drill({ kind: 'vital', name: beat.name, title: title(beat.title) })}
    >
      <LampMark warning={beat.warning} known={beat.value !== null} />
      <span className="beat-name">{title(beat.title)}</span>
      <b className="number">{written(beat.value, beat.decimals)}</b>
      <small>{beat.unit === '1' ? '' : beat.unit}</small>
      {large && <Spark values={beat.trend} label={title(beat.title)} />}
    </button>
  )
}
