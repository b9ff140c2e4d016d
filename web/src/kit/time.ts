import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Say = (key: string, about?: Record<string, unknown>) => string

const dayOf = (at: Date): string => new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE }).format(at)

export const clockOf = (at: Date, seconds = false): string =>
  new Intl.DateTimeFormat('zh-CN', {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    second: seconds ? '2-digit' : undefined,
    hourCycle: 'h23',
  }).format(at)

/** As people say it: 今天 14:02, 昨天 09:10, 3月2日 08:00. */
export function spoken(at: Date, now: Date, t: Say): string {
  const day = dayOf(at)
  const clock = clockOf(at)
  if (day === dayOf(now)) return t('time.today', { clock })
  if (day === dayOf(new Date(now.getTime() - DAY))) return t('time.yesterday', { clock })
  if (day === dayOf(new Date(now.getTime() + DAY))) return t('time.tomorrow', { clock })
  const [year, month, date] = day.split('-').map(Number)
  const key = day.slice(0, 4) === dayOf(now).slice(0, 4) ? 'time.date' : 'time.year_date'
  return t(key, { year, month, date, clock })
}

/** The whole instant, for those who hover. */
export const inFull = (at: Date): string => `${dayOf(at)} ${clockOf(at, true)} UTC+8`

/** 1 小时 20 分. */
export function lasting(ms: number, t: Say): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  if (minutes === 0) return t('time.seconds', { seconds: Math.max(0, Math.floor(ms / 1000)) })
  if (days) return t(hours ? 'time.days' : 'time.whole_days', { days, hours })
  if (hours) return t(minutes % 60 ? 'time.hours' : 'time.whole_hours', { hours, minutes: minutes % 60 })
  return t('time.minutes', { minutes })
}

/** The present, looked at again every so often. */
export function useNow(everyMs = 15_000): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** The day `days` from today, in the city, as the server writes days. */
export const dayFromNow = (days: number): string => dayOf(new Date(Date.now() + days * DAY))

/** Midnight in the city of a day as the server writes it, and back. */
export const midnight = (day: string): Date => new Date(`${day}T00:00:00+08:00`)

/** An instant as the city's clock shows it, for a field of day and time; and back. */
export const cityClock = (at: Date): string => `${dayOf(at)}T${clockOf(at)}`
export const atCityClock = (said: string): string => new Date(`${said}:00+08:00`).toISOString()

export function useSpoken(): { say: (at: string) => string; last: (ms: number) => string } {
  const { t } = useTranslation()
  const now = useNow()
  return { say: (at) => spoken(new Date(at), now, t as Say), last: (ms) => lasting(ms, t as Say) }
}
