import { DeleteOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adoptRouting } from '../api/generated/sdk.gen'
import type { RouteProbe, RoutingLookedOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { dayFromNow } from '../kit/time'
import { books, type Draft } from './routing-api'
import { useAct } from './use-act'

interface Of {
  draft: Draft
  may: boolean
  looked?: RoutingLookedOut
  onLooked: (looked: RoutingLookedOut | undefined) => void
  onProbes: (probes: RouteProbe[]) => void
}

/** The probes, what was found in the draft, and adopting it: not while a probe goes elsewhere. */
export function AdoptRouting({ draft, may, looked, onLooked, onProbes }: Of) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const client = useQueryClient()
  const [since, setSince] = useState(dayFromNow(0))
  const [reason, setReason] = useState('')
  const say = (dry_run: boolean) => ask(adoptRouting({ body: { ...draft, since, reason, dry_run } }))
  const look = useAct(() => say(true), onLooked)
  const adopt = useAct(
    () => say(false),
    (done) => {
      onLooked(done)
      setReason('')
      void client.invalidateQueries(books)
    },
  )
  const failing = looked?.probes.filter((one) => !one.agrees).length ?? 0
  return (
    <section aria-label={t('routing.probes')}>
      <h2>{t('routing.probes')}</h2>
      {draft.probes.length === 0 && <p className="muted">{t('routing.no_probes')}</p>}
      <ul className="routing-probes">
        {draft.probes.map((probe, place) => {
          const done = looked?.probes[place]
          const goes = (duty: string, code: string | null) => t('case.who', { area: code ? area(code) : '', duty: duty ? name(duty) : t('case.nobody') })
          return (
            <li key={`${place} ${probe.name}`} className={done && !done.agrees ? 'bad' : undefined}>
              <span aria-hidden>{done ? (done.agrees ? '✓' : '✗') : '·'}</span>
              <span>
                {probe.name} <small className="muted">{t('routing.must', { who: goes(probe.duty, probe.area ?? null) })}</small>
                {done && !done.agrees && <small role="alert"> {t('routing.goes', { who: goes(done.duty, done.area) })}</small>}
              </span>
              {may && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('routing.drop')} onClick={() => onProbes(draft.probes.filter((_, at) => at !== place))} />}
            </li>
          )
        })}
      </ul>
      <p className="drawer-acts">
        <Button loading={look.isPending} onClick={() => look.mutate(undefined)}>
          {t('routing.look')}
        </Button>
      </p>
      {looked && (
        <div className="policy-answer" role="status">
          <p>{t('routing.found', { findings: looked.findings.length, failing })}</p>
          {looked.caution && <p className="muted">{t('routing.caution')}</p>}
          {looked.routing && <p>{t('routing.adopted', { number: looked.routing })}</p>}
        </div>
      )}
      {may ? (
        <form
          className="fields"
          onSubmit={(event) => {
            event.preventDefault()
            adopt.mutate(undefined)
          }}
        >
          <label>
            {t('routing.since')}
            <Input type="date" min={dayFromNow(0)} value={since} onChange={(event) => setSince(event.target.value)} />
          </label>
          <label className="whole">
            {t('ask.reason')}
            <Input.TextArea rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          </label>
          <Button className="whole" type="primary" htmlType="submit" disabled={!since || !reason.trim() || failing > 0} loading={adopt.isPending}>
            {t('routing.adopt', { day: since })}
          </Button>
        </form>
      ) : (
        <p className="muted">{t('routing.who')}</p>
      )}
    </section>
  )
}
