import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlacedOut } from '../api/generated/types.gen'
import { clockOf } from '../kit/time'
import { Mark } from '../kit/mark'
import { titleOf } from './stream'
import { useAsOf, usePane, useWall } from './use-wall'

const ZONE = 'Asia/Shanghai'

/** What is shown, of where, and the city's clock; whether it is live. */
export function HeadPane({ of }: { of: PlacedOut }) {
  const { t, i18n } = useTranslation()
  const { scene } = useWall()
  const head = usePane<'head'>(of.name)
  const { at, stale } = useAsOf()
  return (
    <header className="pane pane-head">
      <Mark />
      <h1>
        {head && head.area !== '50' ? head.area_name : t('app.city')}
        <span>{titleOf(scene, 'title', i18n.language)}</span>
      </h1>
      <span className="grow" />
      <span className={stale ? 'wall-live lost' : 'wall-live'} role="status">
        <i aria-hidden />
        {stale ? t('wall.lost', { clock: clockOf(new Date(at)) }) : t('wall.live')}
      </span>
      <CityClock />
    </header>
  )
}

function CityClock() {
  const { i18n } = useTranslation()
  const { stream } = useWall()
  const [now, setNow] = useState(() => new Date(stream.asOf ? stream.now : Date.now()))
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date(stream.asOf ? stream.now : Date.now())), 1000)
    return () => clearInterval(timer)
  }, [stream])
  const day = new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : 'zh-CN', { timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'long' })
  return (
    <time className="wall-clock" dateTime={now.toISOString()}>
      <span>{day.format(now)}</span>
      <b className="number">{clockOf(now, true)}</b>
    </time>
  )
}
