import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { makeDecision } from '../api/generated/sdk.gen'
import type { DecisionOut, GatheringPage } from '../api/generated/types.gen'
import { casePage, useNames } from '../api/queries'
import { Moment } from '../kit/moment'
import { useAct } from './use-act'

/** What was decided, because of what, by whom; whose task it became and how far that is. */
export function Decisions({ of }: { of: GatheringPage }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('gatherings.decisions')}>
      <h2>{t('gatherings.decisions')}</h2>
      {of.decided.length === 0 && <p className="muted">{t('gatherings.no_decisions')}</p>}
      <ol className="decisions">
        {of.decided.map((one) => (
          <Decision key={one.id} of={one} />
        ))}
      </ol>
      {of.member && <Decide of={of} />}
    </section>
  )
}

function Decision({ of }: { of: DecisionOut }) {
  const { t } = useTranslation()
  const name = useNames()
  return (
    <li>
      <p>
        <b>{of.text}</b>
        {of.state && <span className={of.late ? 'is-refused' : 'muted'}> {t(`task.${of.state}`)}</span>}
      </p>
      <p className="muted">
        <small>
          {of.because && `${t('gatherings.because')} ${of.because} · `}
          {of.by_name} <Moment at={of.at} />
          {of.duty && ` · ${of.area_name || t('app.city')} ${name(of.duty)}`}
          {of.due && (
            <>
              {' · '}
              {t('left.due')} <Moment at={of.due} />
            </>
          )}
        </small>
      </p>
    </li>
  )
}

const inHours = (hours: number): string => new Date(Date.now() + (hours * 60 - new Date().getTimezoneOffset()) * 60_000).toISOString().slice(0, 16)

function Decide({ of }: { of: GatheringPage }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(casePage(of.case))
  const fresh = { text: '', because: '', duty: '', due: '' }
  const [said, setSaid] = useState(fresh)
  const set = (change: Partial<typeof fresh>) => setSaid((now) => ({ ...now, ...change }))
  const act = useAct(
    () => ask(makeDecision({ path: { gathering_id: of.id }, body: { ...said, due: said.due ? new Date(said.due).toISOString() : null } })),
    () => setSaid(fresh),
  )
  return (
    <form
      className="gathering-form decide-form"
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate(undefined)
      }}
    >
      <Input aria-label={t('gatherings.decision')} placeholder={t('gatherings.decision')} maxLength={500} value={said.text} onChange={(event) => set({ text: event.target.value })} />
      <Input aria-label={t('gatherings.because')} placeholder={t('gatherings.because')} maxLength={1000} value={said.because} onChange={(event) => set({ because: event.target.value })} />
      <div>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={t('gatherings.who')}
          placeholder={t('gatherings.who')}
          value={said.duty || undefined}
          options={(data?.duties ?? []).map((one) => ({ value: one, label: name(one) }))}
          onChange={(duty?: string) => set({ duty: duty ?? '', due: duty ? said.due || inHours(1) : said.due })}
        />
        <input type="datetime-local" aria-label={t('left.due')} value={said.due} onChange={(event) => set({ due: event.target.value })} />
        <Button htmlType="submit" type="primary" disabled={!said.text.trim() || Boolean(said.duty && !said.due)} loading={act.isPending}>
          {t('gatherings.decide')}
        </Button>
      </div>
    </form>
  )
}
