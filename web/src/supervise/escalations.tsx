import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { again, ask } from '../api/client'
import { acknowledge, chains, escalations, withdrawChain } from '../api/generated/sdk.gen'
import type { ChainOut, EscalationOut, CallStep } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { useNow, useSpoken } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { AdoptChain } from './escalations-adopt'
import '../decide/policies.css'
import './escalations.css'

/** What waits for an answer now, and who is rung after whom. */
export default function Escalations() {
  const { t } = useTranslation()
  const waiting = useQuery({ queryKey: ['escalations'], queryFn: () => ask(escalations()), refetchInterval: again(15_000) })
  const known = useQuery({ queryKey: ['chains'], queryFn: () => ask(chains()) })
  return (
    <main className="policies escalations">
      <header>
        <h1>{t('pages.escalations')}</h1>
        <p className="muted">{t('escalations.what')}</p>
      </header>
      {waiting.error && <Failed error={waiting.error} again={() => void waiting.refetch()} />}
      <div className="policies-body">
        <div>
          <section>
            <h2>{t('escalations.waiting')}</h2>
            {!waiting.data ? <Waiting /> : waiting.data.length === 0 && <Empty>{t('escalations.none')}</Empty>}
            <ul className="policy-lines">
              {waiting.data?.map((one) => (
                <Rings key={one.id} of={one} onDone={() => void waiting.refetch()} />
              ))}
            </ul>
          </section>
          <section>
            <h2>{t('escalations.chains')}</h2>
            {known.data?.length === 0 && <Empty>{t('escalations.no_chains')}</Empty>}
            <ul className="policy-lines">
              {known.data?.map((one) => (
                <Chain key={one.id} of={one} onDone={() => void known.refetch()} />
              ))}
            </ul>
          </section>
        </div>
        <AdoptChain onDone={() => void known.refetch()} />
      </div>
    </main>
  )
}

function Rings({ of, onDone }: { of: EscalationOut; onDone: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const { last } = useSpoken()
  const now = useNow().getTime()
  const act = useAct(() => ask(acknowledge({ path: { escalation_id: of.id } })), onDone)
  const [kind, number] = of.about.split(':')
  const next = Date.parse(of.next_at) - now
  return (
    <li>
      <p className="head">
        <b>{kind === 'case' ? <Link to={`/cases/${number}`}>#{number} {of.subject}</Link> : <Link to="/alerts">{of.subject}</Link>}</b>
        <span>{of.area_name}</span>
        <span className="grow" />
        {of.acknowledged ? (
          <span>{t('escalations.answered', { who: of.acknowledged_name })}</span>
        ) : (
          <Button size="small" type="primary" loading={act.isPending} onClick={() => act.mutate(undefined)}>
            {t('escalations.answer')}
          </Button>
        )}
      </p>
      <p>
        {t('escalations.rung', { number: of.rung + 1, who: t('case.who', { area: of.rung_area_name || t('app.city'), duty: name(of.rung_duty ?? '') }) })} <Moment at={of.rung_at} />{' '}
        <small className="muted">{t(of.acknowledged ? 'escalations.idle_in' : 'escalations.next_in', { time: last(Math.max(0, next)) })}</small>
      </p>
    </li>
  )
}

export function useStep(): (step: CallStep) => string {
  const { t } = useTranslation()
  const name = useNames()
  return (step) => {
    const duty = step.duty ? name(step.duty) : t('escalations.own_duty')
    const level = step.level ? t(`routing.level.${step.level}`) : ''
    return t('escalations.step', { who: level ? `${duty} (${level})` : duty, minutes: step.wait_min })
  }
}

function Chain({ of, onDone }: { of: ChainOut; onDone: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const step = useStep()
  const may = useMe().posts.some((post) => post.duty === 'rule_board' && (of.area ?? '50').startsWith(post.area))
  const act = useAct(() => ask(withdrawChain({ path: { chain_id: of.id } })), onDone)
  return (
    <li className={of.withdrawn ? 'to-come' : undefined}>
      <p className="head">
        <b>
          {area(of.area ?? '50')} · {of.duty ? name(of.duty ?? '') : t('escalations.any_duty')} · {of.warning ? t(`level.${of.warning}`) : t('alerts.any_level')}
        </b>
        <span className="grow" />
        {of.withdrawn ? (
          <span>{t('escalations.withdrawn')}</span>
        ) : (
          may && (
            <Button size="small" loading={act.isPending} onClick={() => act.mutate(undefined)}>
              {t('escalations.withdraw')}
            </Button>
          )
        )}
      </p>
      <p>{of.steps.map(step).join(' → ')}</p>
      <small className="muted">
        {t('escalations.idle', { minutes: of.idle_min })} · {of.reason} · {of.by} · <Moment at={of.at} />
      </small>
    </li>
  )
}
