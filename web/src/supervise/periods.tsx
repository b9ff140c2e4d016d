import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { correctPeriod, freezePeriod } from '../api/generated/sdk.gen'
import type { PeriodPage } from '../api/generated/types.gen'
import { useAreaName } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { AskedBar, step, useAsked, useStretch } from './asked'
import { period, periods, useWords } from './supervise-api'
import './supervise.css'

const FREEZERS = ['leader', 'rule_board']

/** Stretches frozen with all they were counted from: signed, counted again, held beside what is known today. */
export default function Periods() {
  const { t } = useTranslation()
  const area = useAreaName()
  const called = useStretch()
  const client = useQueryClient()
  const { posts } = useMe()
  const [asked, change, params] = useAsked('whole')
  const { data, error, refetch } = useQuery(periods)
  const id = Number(params.get('period')) || data?.[0]?.id || 0
  const freeze = useAct(
    () => ask(freezePeriod({ body: { area: asked.area, kind: asked.kind, day: asked.day } })),
    (made) => {
      void client.invalidateQueries({ queryKey: ['supervise', 'periods'] })
      change({ period: String(made.id) })
    },
  )
  const may = posts.some((post) => FREEZERS.includes(post.duty) && asked.area.startsWith(post.area))
  const over = step(asked.kind, asked.day, 1) <= dayFromNow(0)
  const known = data?.some((one) => one.area === asked.area && one.kind === asked.kind && called(one.kind, one.first) === called(asked.kind, asked.day))
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.periods')}</h1>
        <p className="muted grow">{t('supervise.periods_what')}</p>
      </header>
      {may && (
        <div className="freeze">
          <AskedBar asked={asked} change={change} />
          <Button type="primary" disabled={!over || known} loading={freeze.isPending} onClick={() => freeze.mutate(undefined)}>
            {t('supervise.freeze')}
          </Button>
          {(!over || known) && <small className="muted">{t(known ? 'supervise.frozen_before' : 'supervise.not_over')}</small>}
        </div>
      )}
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : data.length === 0 ? <Empty>{t('supervise.no_periods')}</Empty> : (
        <div className="supervise-body">
          <nav className="yardstick-list" aria-label={t('pages.periods')}>
            {data.map((one) => (
              <button key={one.id} type="button" aria-pressed={one.id === id} onClick={() => change({ period: String(one.id) })}>
                <span>
                  {area(one.area)} <small className="muted block">{called(one.kind, one.first)}</small>
                </span>
                <b className="number">{one.cases}</b>
              </button>
            ))}
          </nav>
          <One id={id} may={may} />
        </div>
      )}
    </main>
  )
}

function One({ id, may }: { id: number; may: boolean }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(period(id))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  const of = data.period
  return (
    <div className="yardstick-one">
      <section aria-label={t('supervise.seal')}>
        <h2>{t('supervise.seal')}</h2>
        <ul className="tests">
          <li>
            <i aria-hidden className="good" /> {t('supervise.signature_holds', { key: of.key_id })}
          </li>
          <li>
            <i aria-hidden className={data.same ? 'good' : 'bad'} /> {t(data.same ? 'supervise.same' : 'supervise.not_same')}
          </li>
          <li>
            <i aria-hidden className={data.changed.length ? 'bad' : 'good'} /> {data.changed.length ? t('supervise.corrected', { count: data.changed.length }) : t('supervise.nothing_corrected')}
          </li>
        </ul>
        <p className="muted">
          {t('supervise.frozen_by', { who: of.by })} <Moment at={of.as_of} /> · {t('supervise.cases_many', { count: of.cases })}
        </p>
        <p className="digest">
          <small className="muted">SHA-256</small> <code>{of.manifest}</code>
        </p>
      </section>
      {data.changed.length > 0 && <Changed page={data} may={may} />}
      <Numbers page={data} />
      {data.corrections.length > 0 && (
        <section aria-label={t('supervise.corrections')}>
          <h2>{t('supervise.corrections')}</h2>
          <ul className="lines">
            {data.corrections.map((one) => (
              <li key={one.id}>
                <Moment at={one.at} />
                <span>{one.reason}</span>
                <small className="muted">
                  {one.by} · {t('supervise.cases_many', { count: one.cases })}
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function Changed({ page, may }: { page: PeriodPage; may: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const add = useAct(
    () => ask(correctPeriod({ path: { period_id: page.period.id }, body: { reason } })),
    () => {
      setReason('')
      void client.invalidateQueries({ queryKey: ['supervise', 'period'] })
    },
  )
  return (
    <section aria-label={t('supervise.changed')}>
      <h2>{t('supervise.changed')}</h2>
      <ul className="lines scrolling">
        {page.changed.map((one) => (
          <li key={one.case}>
            <Link to={`/cases/${one.case}`} className="number">
              #{one.case}
            </Link>
            <span>
              {Object.entries(one.columns).map(([column, [was, now]]) => (
                <span key={column} className="block">
                  <small className="muted">{t(`supervise.at_${column}`, { defaultValue: t(`supervise.column_${column}`, { defaultValue: column }) })}</small> <del>{was || '–'}</del> → {now || '–'}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {may && (
        <p className="appeal-review">
          <Input aria-label={t('supervise.reason')} placeholder={t('supervise.reason')} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          <Button disabled={!reason.trim()} loading={add.isPending} onClick={() => add.mutate(undefined)}>
            {t('supervise.add_correction')}
          </Button>
        </p>
      )}
    </section>
  )
}

function Numbers({ page }: { page: PeriodPage }) {
  const { t } = useTranslation()
  const words = useWords()
  const whole = page.numbers.whole?.[''] ?? {}
  const other = page.differences.whole?.[''] ?? {}
  return (
    <section aria-label={t('supervise.numbers')}>
      <h2>{t('supervise.numbers')}</h2>
      <div className="scrolling-table">
        <table>
          <thead>
            <tr>
              <th>{t('supervise.input')}</th>
              <th className="number">{t('supervise.frozen')}</th>
              <th className="number">{t('supervise.today')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(whole)
              .filter(([name, value]) => value || other[name])
              .map(([name, value]) => (
                <tr key={name}>
                  <th scope="row">{words.of(name)}</th>
                  <td className="number">{round(value)}</td>
                  <td className={other[name] ? 'number is-bad' : 'number muted'}>{other[name] ? round(other[name][1]) : '='}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const round = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2))
