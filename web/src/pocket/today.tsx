import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keep, kept } from '../kit/kept'
import { clockOf, useSpoken } from '../kit/time'
import { nameOf, ordered, withQueue, type Order, type Errand } from './doing'
import { Attendance } from './attendance'
import { TimeLeft } from './parts'
import { apartM, useHere } from './place'
import { Link } from './route'
import { usePocket } from './state'
import type { Spot } from './store'

const ORDERS: readonly Order[] = ['tour', 'near', 'urgent']

export const spotOf = (one: Errand): Spot | null => (one.lon === null || one.lat === null ? null : { lon: one.lon, lat: one.lat })

/** 80 米, 1.2 公里. */
export function useFar(): (metres: number) => string {
  const { t } = useTranslation()
  return (metres) => (metres < 1000 ? t('pocket.metres', { count: Math.round(metres / 10) * 10 }) : t('pocket.km', { km: (metres / 1000).toFixed(1) }))
}

export function useTitle(): (one: Errand) => string {
  const { called } = usePocket()
  return (one) => one.title || [called[one.detector] ?? one.detector, one.subject].filter(Boolean).join(' ')
}

export default function Today() {
  const { t } = useTranslation()
  const { say } = useSpoken()
  const { today, acts } = usePocket()
  const spot = useHere()
  const [order, setOrder] = useState<Order>(() => (ORDERS.includes(kept('pocket.order') as Order) ? (kept('pocket.order') as Order) : 'tour'))
  const metres = (one: Errand) => (spot && spotOf(one) ? apartM(spot, spotOf(one)!) : Infinity)
  const todo = ordered(withQueue(today?.errands ?? [], acts), order, metres)
  const choose = (one: Order) => setOrder(keep('pocket.order', one) as Order)
  return (
    <>
      <header className="top">
        <h1>{t('pocket.today')}</h1>
        {today && <small className="muted number">{t('pocket.as_of', { at: say(today.at) })}</small>}
      </header>
      <Attendance />
      <div className="choose" role="group" aria-label={t('pocket.order')}>
        {ORDERS.map((one) => (
          <button key={one} type="button" aria-pressed={one === order} onClick={() => choose(one)}>
            {t(`pocket.order_${one}`)}
          </button>
        ))}
      </div>
      {today && !todo.length && <p className="empty">{t('pocket.nothing')}</p>}
      {!today && <p className="empty">{t('pocket.not_yet')}</p>}
      <ol className="todo">
        {todo.map((one) => (
          <li key={nameOf(one)}>
            <Line one={one} metres={metres(one)} />
          </li>
        ))}
      </ol>
      {today?.more && <p className="empty">{t('pocket.more')}</p>}
    </>
  )
}

function Line({ one, metres }: { one: Errand; metres: number }) {
  const { t } = useTranslation()
  const far = useFar()
  const title = useTitle()
  const { called } = usePocket()
  return (
    <Link to={nameOf(one)} className={one.waiting && !one.acts.length ? 'line done' : 'line'}>
      <span className="line-head">
        <b>{title(one)}</b>
        {one.urgent && <em className="urgent">{t('pocket.urgent')}</em>}
        {one.drill && <em>{t('pocket.drill')}</em>}
      </span>
      <span className="line-what">
        {one.kind === 'task' ? (called[one.step] ?? one.step) : t(one.look ? `pocket.look_${one.look}` : 'pocket.called')}
        {' · '}
        {t(one.waiting ? `pocket.waiting_${one.waiting}` : `pocket.state_${one.state}`)}
      </span>
      <span className="line-where muted">
        <span>{one.place || one.area_name}</span>
        <span className="number">
          {one.expected && `${t('pocket.expected', { clock: clockOf(new Date(one.expected)) })} `}
          {Number.isFinite(metres) && far(metres)}
        </span>
      </span>
      <TimeLeft since={one.since} due={one.due} />
    </Link>
  )
}
