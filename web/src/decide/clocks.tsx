import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ClockOut, StretchOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { clocksOf } from './clocks-api'
import { useLeft } from './use-left'
import './clocks.css'

const COUNTING = new Set(['urgent', 'working', 'make_up'])

/** Why each deadline of the case is what it is. */
export function Clocks({ id }: { id: number }) {
  const { t } = useTranslation()
  const { data } = useQuery(clocksOf(id))
  if (!data?.length) return null
  return (
    <section>
      <h2>{t('clocks.title')}</h2>
      <ul className="clocks">
        {data.map((one) => (
          <Line key={`${one.stage}${one.turn}`} of={one} />
        ))}
      </ul>
    </section>
  )
}

function useLimit() {
  const { t } = useTranslation()
  return (amount: number, unit: string) => t(`clocks.unit.${unit}`, { count: Math.round(amount * 100) / 100 })
}

function Line({ of }: { of: ClockOut }) {
  const { t } = useTranslation()
  const limit = useLimit()
  const left = useLeft()
  const counted = of.legs.every((leg) => leg.unit === of.legs[0]!.unit)
  const state = of.ended ? (of.late ? 'red' : 'done') : of.paused_since ? 'paused' : of.lamp
  return (
    <li className={`clock is-${state}`}>
      <details>
        <summary>
          <i aria-hidden />
          <b>{t(`clocks.stage.${of.stage}`, { defaultValue: of.stage })}</b>
          {of.turn > 1 && <span className="muted">{t('clocks.turn', { turn: of.turn })}</span>}
          <span>{of.legs.map((leg) => limit(leg.amount, leg.unit)).join(' + ')}</span>
          <span className="grow" />
          {of.due ? <Moment at={of.due} /> : <span>{t('clocks.no_deadline')}</span>}
          <span className="number">{of.ended ? t(of.late ? 'clocks.late' : 'clocks.in_time') : left({ left_s: of.whole_s - of.spent_s, whole_s: of.whole_s, amount: counted ? of.legs.reduce((sum, leg) => sum + leg.amount, 0) : null, unit: of.legs[0]!.unit })}</span>
        </summary>
        <Why of={of} />
      </details>
    </li>
  )
}

function Why({ of }: { of: ClockOut }) {
  const { t } = useTranslation()
  const limit = useLimit()
  const from = (source: string) => t(`clocks.source.${source.split(':')[0]}`, { defaultValue: source, of: source.split(':').slice(1).join(' ') })
  return (
    <div className="clock-why">
      <p>
        {t('clocks.began')} <Moment at={of.began} /> · {t('clocks.limit', { limit: limit(of.legs[0]!.amount, of.legs[0]!.unit) })}
        {of.source && ` · ${from(of.source)}`}
        {of.next_day && ` · ${t('clocks.next_day')}`}
      </p>
      {of.former.map((one) => (
        <p key={`${one.at}`} className="clock-note">
          {t('clocks.former', { limit: limit(one.amount, one.unit), source: from(one.source), by: one.by, why: one.why })} {one.at && <Moment at={one.at} />}
        </p>
      ))}
      {of.provisional && <p className="clock-note">{t('clocks.provisional')}</p>}
      {of.ended && of.today && (
        <p className="clock-note">
          {t('clocks.today')} <Moment at={of.today} />
        </p>
      )}
      {of.given && <p className="clock-note">{t('clocks.given', { limit: limit(of.given.amount, of.given.unit), why: of.given.why })}</p>}
      <ol className="stretches">
        {of.stretches.map((one) => (
          <Stretch key={one.since} of={one} unit={of.legs[one.leg]!.unit} />
        ))}
      </ol>
      {of.legs.slice(1).map((leg) => (
        <p key={leg.at}>
          {t('clocks.extended', { limit: limit(leg.amount, leg.unit), why: leg.why, by: leg.by })} {leg.at && <Moment at={leg.at} />}
        </p>
      ))}
      {of.moves.map((move) => (
        <p key={move.at + move.cause}>
          <Moment at={move.at} /> {t('clocks.moved')} {move.was ? <Moment at={move.was} /> : t('clocks.no_deadline')} → {move.now ? <Moment at={move.now} /> : t('clocks.no_deadline')}{' '}
          ({t(`clocks.cause.${move.cause}`)}) {move.why}
        </p>
      ))}
    </div>
  )
}

/** One stretch: from, to, what it was, and how much of the limit it took. */
function Stretch({ of, unit }: { of: StretchOut; unit: string }) {
  const { t } = useTranslation()
  const limit = useLimit()
  const counts = COUNTING.has(of.why)
  const named = of.name && of.why !== 'pause' ? t(`clocks.day.${of.name}`, { defaultValue: of.name }) : of.name && t(`state.${of.name}`, { defaultValue: of.name })
  return (
    <li className={counts ? 'counts' : 'muted'}>
      <span className="number">
        <Moment at={of.since} /> – <Moment at={of.until} />
      </span>
      <span>
        {t(`clocks.why.${of.why}`)} {of.why !== 'make_up' && named}
      </span>
      <span className="number">{counts ? limit(of.counts, unit) : '–'}</span>
    </li>
  )
}
