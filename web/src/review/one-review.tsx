import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ask } from '../api/client'
import { agreeImprovement, attachProof, concludeReview, writeReview } from '../api/generated/sdk.gen'
import type { ReviewPage } from '../api/generated/types.gen'
import { amendments, replays, useAreaName, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { DrillMark } from '../kit/drill'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { Improvement } from './improvements'
import { causes, review } from './reviews-api'
import './review.css'

/** One review: its cases, what was found out, what proves it, what is to be done. */
export default function OneReview() {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const { data, error, refetch } = useQuery(review(Number(useParams().id)))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  const { review: one } = data
  return (
    <main className="review">
      <DrillMark drill={one.drill} />
      <header>
        <h1>
          #{one.id} {name(`trigger.${one.trigger}`)}：{one.title}
        </h1>
        <p className="muted">
          {area(one.area)} · {name(one.duty)} · <Moment at={one.opened} />
          {one.after_id && (
            <>
              {' · '}
              <Link to={`/reviews/${one.after_id}`}>{t('reviews.after', { id: one.after_id })}</Link>
            </>
          )}
        </p>
      </header>
      <div className="review-pair">
        <Findings key={one.id} page={data} />
        <div>
          <section aria-label={t('reviews.its_cases')}>
            <h2>
              {t('reviews.its_cases')} <small className="number">{one.cases}</small>
            </h2>
            <ul className="lines">
              {data.cases.map((each) => (
                <li key={each.id}>
                  <Link to={`/cases/${each.id}`} className="number">
                    #{each.id}
                  </Link>
                  <span>{each.subject}</span>
                  <span className="muted">{name(`state.${each.state}`)}</span>
                  <small className="muted">
                    <Moment at={each.opened} />
                  </small>
                </li>
              ))}
            </ul>
            {data.injuries.map((each) => (
              <p key={each.at} className="is-refused">
                {t('reviews.injured', { count: each.people })}：{each.note}
              </p>
            ))}
          </section>
          <Proofs page={data} />
          <section aria-label={t('reviews.improvements')}>
            <h2>{t('reviews.improvements')}</h2>
            <ul className="amendments">
              {data.improvements.map((each) => (
                <Improvement key={each.id} of={each} />
              ))}
            </ul>
            {data.may_lead && <Agree page={data} />}
          </section>
        </div>
      </div>
    </main>
  )
}

function Findings({ page }: { page: ReviewPage }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data: known } = useQuery(causes)
  const { causes: named, cause_text, lessons, decision, participants } = page.review
  const [said, setSaid] = useState({ causes: named, cause_text, lessons, decision, participants })
  const write = useAct(() => ask(writeReview({ path: { review_id: page.review.id }, body: said })))
  const conclude = useAct(() => ask(concludeReview({ path: { review_id: page.review.id } })))
  const fixed = !page.may_lead
  return (
    <section className="findings" aria-label={t('reviews.findings')}>
      <h2>{t('reviews.findings')}</h2>
      <label>
        {t('reviews.causes')}
        <Select mode="multiple" disabled={fixed} value={said.causes} onChange={(found) => setSaid({ ...said, causes: found })} options={known?.map((one) => ({ value: one, label: name(`cause.${one}`) }))} />
      </label>
      {(['cause_text', 'lessons', 'decision'] as const).map((field) => (
        <label key={field}>
          {t(`reviews.${field}`)}
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} disabled={fixed} value={said[field]} onChange={(event) => setSaid({ ...said, [field]: event.target.value })} />
        </label>
      ))}
      <label>
        {t('reviews.participants')}
        <Select mode="tags" disabled={fixed} value={said.participants} tokenSeparators={[',', '，', ' ']} onChange={(found) => setSaid({ ...said, participants: found })} />
      </label>
      {page.review.closed ? (
        <p className="muted">
          {t('reviews.closed_by', { who: page.review.closed_by })} <Moment at={page.review.closed} />
        </p>
      ) : (
        page.may_lead && (
          <p className="row">
            <Button type="primary" loading={write.isPending} onClick={() => write.mutate(undefined)}>
              {t('reviews.write')}
            </Button>
            <Button disabled={page.missing !== ''} loading={conclude.isPending} onClick={() => conclude.mutate(undefined)}>
              {t('reviews.conclude')}
            </Button>
            {page.missing && <small className="muted">{t(`reviews.missing.${page.missing}`)}</small>}
          </p>
        )
      )}
    </section>
  )
}

function Proofs({ page }: { page: ReviewPage }) {
  const { t } = useTranslation()
  const name = useNames()
  const ran = useQuery(replays).data
  const adopted = useQuery(amendments).data
  const attach = useAct((said: { replay_id?: number; amendment_id?: number }) => ask(attachProof({ path: { review_id: page.review.id }, body: said })))
  return (
    <section aria-label={t('reviews.proofs')}>
      <h2>{t('reviews.proofs')}</h2>
      {page.proofs.length === 0 && <Empty>{t('reviews.no_proofs')}</Empty>}
      <ul className="lines">
        {page.proofs.map((one) => (
          <li key={one.id}>
            <Link to="/review">{one.replay_id ? t('amendments.replay', { id: one.replay_id }) : t('reviews.amendment', { id: one.amendment_id })}</Link>
            <small className="muted">
              {one.by} · <Moment at={one.at} />
            </small>
          </li>
        ))}
      </ul>
      {page.may_lead && (
        <p className="row">
          <Select placeholder={t('reviews.add_replay')} value={null} onChange={(id: number | null) => id && attach.mutate({ replay_id: id })} options={ran?.map((one) => ({ value: one.id, label: `#${one.id} ${name(one.detector)} ${one.value}` }))} />
          <Select placeholder={t('reviews.add_amendment')} value={null} onChange={(id: number | null) => id && attach.mutate({ amendment_id: id })} options={adopted?.map((one) => ({ value: one.id, label: `#${one.id} ${one.parameter} ${one.value}` }))} />
        </p>
      )}
    </section>
  )
}

function Agree({ page }: { page: ReviewPage }) {
  const { t } = useTranslation()
  const [said, setSaid] = useState({ what: '', owner: useMe().login, due: '' })
  const body = { ...said, duty: page.review.duty, area: page.review.area }
  const agree = useAct(() => ask(agreeImprovement({ path: { review_id: page.review.id }, body })), () => setSaid({ ...said, what: '' }))
  return (
    <div className="row">
      <Input value={said.what} maxLength={1000} placeholder={t('reviews.to_improve')} aria-label={t('reviews.to_improve')} onChange={(event) => setSaid({ ...said, what: event.target.value })} />
      <Input className="quarter" value={said.owner} aria-label={t('reviews.owner')} placeholder={t('reviews.owner')} onChange={(event) => setSaid({ ...said, owner: event.target.value.trim() })} />
      <Input className="day" type="date" value={said.due} aria-label={t('reviews.due_day')} onChange={(event) => setSaid({ ...said, due: event.target.value })} />
      <Button disabled={!said.what.trim() || !said.due || !said.owner} loading={agree.isPending} onClick={() => agree.mutate(undefined)}>
        {t('reviews.agree')}
      </Button>
    </div>
  )
}
