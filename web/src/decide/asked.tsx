import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { CallOut, RequestOut, UrgingOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Moment } from '../kit/moment'
import { standing } from '../kit/standing'
import { useNow } from '../kit/time'
import { requestsOf, urgingsOf, whistlesOf } from './acts-api'
import { useAct } from './use-act'
import './acts.css'

/** What was asked for the case, who answered, and the answer I may give. */
export function Requests({ of }: { of: number }) {
  const { t } = useTranslation()
  const { data } = useQuery(requestsOf(of))
  if (!data?.length) return null
  return (
    <section>
      <h2>{t('asked.requests')}</h2>
      <ul className="asked">
        {data.map((one) => (
          <OneRequest key={one.id} of={one} />
        ))}
      </ul>
    </section>
  )
}

export function OneRequest({ of }: { of: RequestOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const [note, setNote] = useState('')
  const said = { path: { request_id: of.id }, body: { note } }
  const yes = useAct(() => ask(api.approveRequest(said)))
  const no = useAct(() => ask(api.refuseRequest(said)))
  return (
    <li>
      <p className="head">
        <b>{t(`request.${of.kind}`)}</b>
        <span>{t(`request.${of.state}`)}</span>
        {of.until && (
          <span>
            {t('acts.until')} <Moment at={of.until} />
          </span>
        )}
        {of.kind === 'across' && <span>{t('case.who', { area: of.area_name || t('app.city'), duty: name(of.duty) })}</span>}
      </p>
      <p>{of.reason}</p>
      <small className="muted">
        {t('asked.by', { who: of.by_name })} <Moment at={of.at} />
        {of.first_at && (
          <>
            {' · '}
            {t('asked.first', { who: of.first_name })} <Moment at={of.first_at} />
          </>
        )}
        {of.second_at && (
          <>
            {' · '}
            {t(of.state === 'refused' ? 'asked.refused' : 'asked.second', { who: of.second_name })} <Moment at={of.second_at} />
          </>
        )}
      </small>
      {of.note && <blockquote>{of.note}</blockquote>}
      {(of.may_approve || of.may_refuse) && (
        <form onSubmit={(event) => event.preventDefault()}>
          <Input aria-label={t('ask.note')} placeholder={t('asked.note')} maxLength={1000} value={note} onChange={(event) => setNote(event.target.value)} />
          {of.may_approve && (
            <Button type="primary" loading={yes.isPending} onClick={() => yes.mutate(undefined)}>
              {t('asked.approve')}
            </Button>
          )}
          {of.may_refuse && (
            <Button danger disabled={!note.trim()} loading={no.isPending} onClick={() => no.mutate(undefined)}>
              {t('asked.refuse')}
            </Button>
          )}
        </form>
      )}
    </li>
  )
}

/** Who was whistled for, who came, how near, and what was done. */
export function Whistles({ of }: { of: number }) {
  const { t } = useTranslation()
  const { data } = useQuery(whistlesOf(of))
  if (!data?.length) return null
  return (
    <section>
      <h2>{t('asked.whistles')}</h2>
      <ul className="asked">
        {data.map((one) => (
          <li key={one.id}>
            <p className="head">
              <b>{one.by_name}</b> <Moment at={one.at} />
              <span className="muted">
                {t('asked.come_by')} <Moment at={one.due} />
              </span>
            </p>
            <p>{one.reason}</p>
            <ul>
              {one.calls.map((call) => (
                <Called key={call.id} of={call} />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Called({ of }: { of: CallOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const [result, setResult] = useState('')
  const come = useAct(async () => ask(api.arrive({ path: { call_id: of.id }, body: await standing() })))
  const done = useAct(() => ask(api.answerCall({ path: { call_id: of.id }, body: { result } })))
  return (
    <li>
      <span>{t('case.who', { area: of.area_name || t('app.city'), duty: name(of.duty) })}</span>
      {of.arrived_at ? (
        <span className={of.late ? 'over' : undefined}>
          {t(of.late ? 'asked.came_late' : 'asked.came', { who: of.arrived_name })} <Moment at={of.arrived_at} />
          {of.metres !== null && <small className="muted"> {t('asked.metres', { count: Math.round(of.metres) })}</small>}
        </span>
      ) : (
        <span className={of.late ? 'over' : 'muted'}>{t(of.late ? 'asked.not_come_late' : 'asked.not_come')}</span>
      )}
      {of.result && <blockquote>{of.result}</blockquote>}
      {of.mine && !of.arrived_at && (
        <Button size="small" type="primary" loading={come.isPending} onClick={() => come.mutate(undefined)}>
          {t('asked.arrive')}
        </Button>
      )}
      {of.mine && of.arrived_at && (
        <form onSubmit={(event) => event.preventDefault()}>
          <Input aria-label={t('asked.result')} placeholder={t('asked.result')} maxLength={2000} value={result} onChange={(event) => setResult(event.target.value)} />
          <Button disabled={!result.trim()} loading={done.isPending} onClick={() => done.mutate(undefined)}>
            {t('asked.say_result')}
          </Button>
        </form>
      )}
    </li>
  )
}

/** Who was asked to answer for the case, by when, and what they said. */
export function Urgings({ of }: { of: number }) {
  const { t } = useTranslation()
  const { data } = useQuery(urgingsOf(of))
  if (!data?.length) return null
  return (
    <section>
      <h2>{t('asked.urgings')}</h2>
      <ul className="asked">
        {data.map((one) => (
          <Urged key={one.id} of={one} />
        ))}
      </ul>
    </section>
  )
}

function Urged({ of }: { of: UrgingOut }) {
  const { t } = useTranslation()
  const late = !of.answered_at && Date.parse(of.due) < useNow().getTime()
  const [answer, setAnswer] = useState('')
  const act = useAct(() => ask(api.answerUrging({ path: { urging_id: of.id }, body: { answer } })))
  return (
    <li>
      <p className="head">
        <b>{t(`urging.${of.level}`)}</b>
        <span>{t('asked.urged', { by: of.by_name, to: of.to_name })}</span> <Moment at={of.at} />
        <span className={late ? 'over' : 'muted'}>
          {t(late ? 'asked.ignored' : 'acts.answer_by')} <Moment at={of.due} />
        </span>
      </p>
      <p>{of.reason}</p>
      {of.answered_at && (
        <blockquote>
          {of.answer}{' '}
          <small className="muted">
            {of.answered_name} <Moment at={of.answered_at} />
          </small>
        </blockquote>
      )}
      {of.mine && (
        <form onSubmit={(event) => event.preventDefault()}>
          <Input aria-label={t('asked.answer')} placeholder={t('asked.answer')} maxLength={2000} value={answer} onChange={(event) => setAnswer(event.target.value)} />
          <Button type="primary" disabled={!answer.trim()} loading={act.isPending} onClick={() => act.mutate(undefined)}>
            {t('asked.say_answer')}
          </Button>
        </form>
      )}
    </li>
  )
}
