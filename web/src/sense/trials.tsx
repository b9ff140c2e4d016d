import { queryOptions, useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Progress, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { askForTrial, labelFinding, listTrials } from '../api/generated/sdk.gen'
import type { FindingOut, SideOut, TrialOut } from '../api/generated/types.gen'
import { parameters, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Amount } from '../kit/amount'
import { Empty } from '../kit/empty'
import { dayFromNow, inFull, midnight } from '../kit/time'
import { useParameterName } from '../review/chosen'

const goingOn = (one: TrialOut) => one.stand === 'waiting' || one.stand === 'running'
export const trials = queryOptions({
  queryKey: ['review', 'trials'],
  queryFn: () => ask(listTrials()),
  refetchInterval: (query) => (query.state.data?.some(goingOn) ? 1500 : false),
})

/** A detector reads the past again, under two sets of values beside each other. */
export function Trials() {
  const { t } = useTranslation()
  const { data } = useQuery(trials)
  return (
    <section aria-label={t('trials.title')}>
      <h2>{t('trials.title')}</h2>
      <Ask />
      {data?.length === 0 && <Empty>{t('trials.none')}</Empty>}
      {data?.slice(0, 5).map((one) => <Trial key={one.id} of={one} />)}
    </section>
  )
}

function Ask() {
  const { t } = useTranslation()
  const name = useNames()
  const called = useParameterName()
  const { data } = useQuery(parameters)
  const [detector, setDetector] = useState<string>()
  const [second, setSecond] = useState<Record<string, number>>({})
  const [since, setSince] = useState(() => dayFromNow(-30))
  const names = [...new Set(data?.map((one) => one.detector).filter((one) => one !== 'laboratory'))]
  const chosen = detector ?? names[0]
  const mine = data?.filter((one) => one.detector === chosen) ?? []
  const act = useAct(() =>
    ask(askForTrial({ body: { detector: chosen ?? '', first: {}, second: Object.keys(second).length ? second : null, since: midnight(since).toISOString(), until: new Date().toISOString() } })),
  )
  return (
    <form className="draft-form" onSubmit={(event) => { event.preventDefault(); act.mutate(undefined) }}>
      <label className="wide">{t('trials.detector')}<Select aria-label={t('trials.detector')} value={chosen} options={names.map((one) => ({ value: one, label: name(one) }))} onChange={(next) => { setDetector(next); setSecond({}) }} /></label>
      {mine.map((one) => (
        <label key={one.name}>
          {called(`${chosen}.${one.name}`)}
          <InputNumber value={second[one.name] ?? null} placeholder={String(one.today)} min={one.least} max={one.most} suffix={one.unit === '1' ? '' : one.unit}
            onChange={(next) => { const { [one.name]: _, ...others } = second; setSecond(next === null ? others : { ...others, [one.name]: next }) }} />
        </label>
      ))}
      <label>{t('replay.since')}<input type="date" value={since} max={dayFromNow(0)} onChange={(event) => setSince(event.target.value)} /></label>
      <Button htmlType="submit" type="primary" loading={act.isPending} disabled={!chosen}>{t('trials.ask')}</Button>
    </form>
  )
}

/** Values of a detector's parameters in words. */
export function useValues(detector: string): (values: Record<string, number>) => string {
  const called = useParameterName()
  return (values) => Object.entries(values).map(([one, value]) => `${called(`${detector}.${one}`)} ${value}`).join(', ')
}

function Trial({ of }: { of: TrialOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const values = useValues(of.detector)
  const said = (some: Record<string, number> | null) => values(some ?? {}) || t('trials.in_force')
  return (
    <article className="trial">
      <p>
        <b>{name(of.detector)}</b> <small className="muted number">{inFull(new Date(of.since)).slice(0, 10)} – {inFull(new Date(of.until)).slice(0, 10)} · {of.by}</small>
      </p>
      {goingOn(of) && <Progress percent={Math.round(of.part * 100)} size="small" />}
      {of.stand === 'failed' && <p className="refused">{t('trials.failed')}</p>}
      {of.outcome && (
        <div className="sides">
          {of.outcome.sides.map((side, place) => (
            <Side key={place} detector={of.detector} title={said(place ? of.second : of.first)} of={side} unit={of.outcome!.unit} two={of.outcome!.sides.length > 1} />
          ))}
        </div>
      )}
    </article>
  )
}

interface SideOf {
  detector: string
  title: string
  of: SideOut
  unit: string
  two: boolean
}

/** How one side did: every figure with what it is counted of, and first what only this side found. */
export function Side({ detector, title, of, unit, two }: SideOf) {
  const { t } = useTranslation()
  const { tally } = of
  return (
    <div className="side">
      <h3>{title}</h3>
      <dl className="number">
        <dt>{t('tally.alerts')}</dt><dd>{tally.alerts}</dd>
        <dt>{t('tally.true')}</dt><dd>{tally.true}</dd>
        <dt>{t('tally.false')}</dt><dd>{tally.false}</dd>
        <dt>{t('tally.unlabelled')}</dt><dd>{tally.unlabelled}</dd>
        <dt>{t('tally.missed')}</dt><dd>{tally.missed}</dd>
        <dt>{t('tally.each')}</dt><dd>{tally.cost_per_true === null ? '–' : `¥${Math.round(tally.cost_per_true)}`}</dd>
      </dl>
      {two && <p className="muted">{t('tally.alone', { count: of.alone })}</p>}
      <ul>{of.found.filter((one) => !two || one.alone).slice(0, 6).map((one) => <Finding key={`${one.subject} ${one.began}`} detector={detector} of={one} unit={unit} />)}</ul>
    </div>
  )
}

function Finding({ detector, of, unit }: { detector: string; of: FindingOut; unit: string }) {
  const { t } = useTranslation()
  const { subject, began, ended } = of
  const label = useAct((real: boolean) => ask(labelFinding({ body: { detector, subject, began, ended, real } })))
  const word = of.real ?? label.variables
  return (
    <li className="number finding">
      <span>
        {subject} · {inFull(new Date(began)).slice(5, 16)} · <Amount value={of.peak} unit={unit} />
      </span>
      {word === undefined || word === null ? (
        <>
          <Button size="small" type="link" onClick={() => label.mutate(true)}>{t('tally.real')}</Button>
          <Button size="small" type="link" onClick={() => label.mutate(false)}>{t('tally.empty')}</Button>
        </>
      ) : (
        <span className={word ? 'live' : 'refused'}>{t(word ? 'tally.real' : 'tally.empty')}</span>
      )}
    </li>
  )
}
