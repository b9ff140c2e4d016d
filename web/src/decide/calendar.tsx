import { useQuery } from '@tanstack/react-query'
import { Button, DatePicker, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adoptDays, adoptHours, tryDays, tryHours } from '../api/generated/sdk.gen'
import type { DayListIn, MovingOut, HoursIn, YearOut } from '../api/generated/types.gen'
import { CITY } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { yearOf } from './clocks-api'
import './clocks.css'
import { useAct } from './use-act'

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** The year as it is worked in an area, what was adopted, and what adopting something else would move. */
export default function Calendar() {
  const { t } = useTranslation()
  const [year, setYear] = useState(() => Number(dayFromNow(0).slice(0, 4)))
  const [area, setArea] = useState(CITY)
  const { data, error, refetch } = useQuery(yearOf(year, area))
  const keeps = useMe().posts.some((post) => post.duty === 'rule_board' && area.startsWith(post.area))
  if (error) return <Failed error={error} again={() => void refetch()} />
  return (
    <main className="calendar-page">
      <header>
        <h1>{t('pages.calendar')}</h1>
        <InputNumber min={2010} max={2045} value={year} onChange={(value) => setYear(value ?? year)} aria-label={t('calendar.year')} />
        <AreaSelect value={area === CITY ? '' : area} label={t('cases.place')} onChange={(value) => setArea(value || CITY)} />
        {data && <span className="muted">{t(data.published ? 'calendar.published' : 'calendar.unpublished', { count: data.working_days, source: data.source })}</span>}
      </header>
      {!data ? <Waiting /> : <Year of={data} />}
      {data && keeps && <NewDays year={year} area={area} after={() => void refetch()} />}
      {data && keeps && <NewHours area={area} after={() => void refetch()} />}
    </main>
  )
}

function Year({ of }: { of: YearOut }) {
  const { t } = useTranslation()
  const special = new Map(of.special.map((one) => [one.day, one]))
  return (
    <>
      <p>{t('calendar.hours', { hours: of.today.spans.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ') })}</p>
      <div className="calendar-months">
        {Array.from({ length: 12 }, (_, month) => (
          <section key={month} className="calendar-month">
            <h3 className="number">
              {of.year}-{String(month + 1).padStart(2, '0')}
            </h3>
            <div className="number">
              {Array.from({ length: (new Date(Date.UTC(of.year, month, 1)).getUTCDay() + 6) % 7 }, (_, blank) => (
                <span key={`blank${blank}`} />
              ))}
              {Array.from({ length: new Date(Date.UTC(of.year, month + 1, 0)).getUTCDate() }, (_, number) => {
                const at = new Date(Date.UTC(of.year, month, number + 1))
                const one = special.get(at.toISOString().slice(0, 10))
                const weekday = (at.getUTCDay() + 6) % 7
                const kind = one ? (one.working ? 'make_up' : 'holiday') : of.today.weekdays.includes(weekday) ? '' : 'off'
                return (
                  <span key={number} className={kind} title={one ? t(`clocks.day.${one.name}`, { defaultValue: one.name }) : undefined}>
                    {number + 1}
                  </span>
                )
              })}
            </div>
          </section>
        ))}
      </div>
      <h2>{t('calendar.history')}</h2>
      <ul className="calendar-lists">
        {[...of.lists.map((one) => ({ ...one, said: one.title })), ...of.hours.map((one) => ({ ...one, said: `${one.since}: ${one.spans.map(([a, b]) => `${clock(a)}–${clock(b)}`).join(', ')}` }))].map((one) => (
          <li key={`${one.said}${one.id}`} className={one.withdrawn ? 'gone' : ''}>
            {one.said} <small className="muted">{one.area_name || t('app.city')} · {one.source} · {one.by} {one.at && <Moment at={one.at} />}</small>
          </li>
        ))}
      </ul>
    </>
  )
}

function Effect({ of }: { of: MovingOut }) {
  const { t } = useTranslation()
  return <p role="status">{t('calendar.effect', { moved: of.earlier + of.later, running: of.running, late: of.late, not_late: of.not_late })}</p>
}

/** A line a day: `2027-02-05 off 春节`. */
function daysOf(text: string): DayListIn['days'] {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/)).filter((parts) => parts[0])
  return lines.map(([day = '', kind, ...name]) => ({ day, working: kind === 'work', name: name.join(' ') }))
}

function NewDays({ year, area, after }: { year: number; area: string; after: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [title, setTitle] = useState('')
  const [source, setSource] = useState('')
  const body: DayListIn = { area, year, whole: false, days: daysOf(text), title, source }
  const look = useAct(() => ask(tryDays({ body })))
  const adopt = useAct(() => ask(adoptDays({ body })), after)
  return (
    <section className="calendar-form">
      <h2>{t('calendar.new_days')}</h2>
      <Input.TextArea rows={4} value={text} placeholder={t('calendar.days_hint')} onChange={(event) => setText(event.target.value)} />
      <Input value={title} placeholder={t('calendar.title')} onChange={(event) => setTitle(event.target.value)} />
      <Input value={source} placeholder={t('calendar.source')} onChange={(event) => setSource(event.target.value)} />
      <Acts look={look} adopt={adopt} />
    </section>
  )
}

function NewHours({ area, after }: { area: string; after: () => void }) {
  const { t } = useTranslation()
  const [since, setSince] = useState(dayFromNow(1))
  const [text, setText] = useState('09:00-12:00, 13:00-18:00')
  const [source, setSource] = useState('')
  const spans = [...text.matchAll(/(\d+):(\d+)\s*[-–]\s*(\d+):(\d+)/g)].map(([, a, b, c, d]): [number, number] => [Number(a) * 60 + Number(b), Number(c) * 60 + Number(d)])
  const body: HoursIn = { area, since, spans, source }
  const look = useAct(() => ask(tryHours({ body })))
  const adopt = useAct(() => ask(adoptHours({ body })), after)
  return (
    <section className="calendar-form">
      <h2>{t('calendar.new_hours')}</h2>
      <DatePicker placeholder={since} onChange={(_, day) => setSince(typeof day === 'string' && day ? day : since)} />
      <Input value={text} onChange={(event) => setText(event.target.value)} />
      <Input value={source} placeholder={t('calendar.source')} onChange={(event) => setSource(event.target.value)} />
      <Acts look={look} adopt={adopt} />
    </section>
  )
}

interface Of {
  look: { mutate: (said: undefined) => void; isPending: boolean; data?: MovingOut }
  adopt: { mutate: (said: undefined) => void; isPending: boolean }
}

function Acts({ look, adopt }: Of) {
  const { t } = useTranslation()
  return (
    <>
      <div className="drawer-acts">
        <Button loading={look.isPending} onClick={() => look.mutate(undefined)}>
          {t('calendar.try')}
        </Button>
        <Button type="primary" loading={adopt.isPending} onClick={() => adopt.mutate(undefined)}>
          {t('calendar.adopt')}
        </Button>
      </div>
      {look.data && <Effect of={look.data} />}
    </>
  )
}
