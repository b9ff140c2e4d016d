import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ask } from '../api/client'
import { closeGathering, enterGathering, takeLead, takeMinutes, writeSummary } from '../api/generated/sdk.gen'
import type { GatheringPage as Page } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { FactLine } from '../cockpit/fact-line'
import { DrillMark } from '../kit/drill'
import { Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { language } from '../words'
import { GatheringCall } from './gathering-call'
import { Decisions } from './gathering-decisions'
import GatheringMap from './gathering-map'
import { Papers, People, Remarks } from './gathering-parts'
import { gathering } from './gatherings-api'
import { useAct } from './use-act'
import './plans.css'
import './case.css'
import './gatherings.css'

/** A gathering on one page: what is known, who is there, what was decided, shown and said; where it is, and the call. */
export default function GatheringPage() {
  const id = Number(useParams().id)
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(gathering(id))
  useEffect(() => {
    void enterGathering({ path: { gathering_id: id } }).then(() => client.invalidateQueries({ queryKey: ['gatherings', id] }))
  }, [client, id])
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  return data ? <Room of={data} /> : <Waiting />
}

function Room({ of }: { of: Page }) {
  const { t } = useTranslation()
  return (
    <main className="gathering">
      <DrillMark drill={of.drill} />
      <Head of={of} />
      <div className="gathering-body">
        <div>
          <Summary key={of.summary} of={of} />
          <GatheringCall id={of.id} member={of.member} open={!of.closed} />
          <Decisions of={of} />
          <Remarks of={of} />
        </div>
        <div>
          {of.lon !== null && of.lat !== null && <GatheringMap of={of} lon={of.lon} lat={of.lat} />}
          <People of={of} />
          <Papers of={of} />
          <section>
            <h2>{t('case.timeline')}</h2>
            <ol className="timeline">
              {of.timeline.toReversed().map((line) => (
                <FactLine key={line.fact} lines={[line]} />
              ))}
            </ol>
          </section>
        </div>
      </div>
    </main>
  )
}

function Head({ of }: { of: Page }) {
  const { t } = useTranslation()
  const name = useNames()
  const path = { gathering_id: of.id }
  const lead = useAct(() => ask(takeLead({ path })))
  const close = useAct(() => ask(closeGathering({ path })))
  const minutes = useAct(async (form: 'docx' | 'pdf') => {
    const content = (await ask(takeMinutes({ path: { ...path, form }, query: { language: language() === 'en' ? 'en' : 'zh' }, parseAs: 'blob' }))) as unknown as Blob
    const link = document.createElement('a')
    link.href = URL.createObjectURL(content)
    link.download = `${of.title}.${form}`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  })
  return (
    <header className="gathering-top">
      <div className="case-title">
        <Level warning={of.warning} word />
        <h1>{of.title}</h1>
        {of.drill && <span className="drill-mark">{t('plans.drill_mark')}</span>}
        <span className="grow" />
        {of.may_lead && !of.leads && <Button onClick={() => lead.mutate(undefined)}>{t('gatherings.take_lead')}</Button>}
        <Button loading={minutes.isPending} onClick={() => minutes.mutate('docx')}>
          {t('gatherings.minutes')} Word
        </Button>
        <Button loading={minutes.isPending} onClick={() => minutes.mutate('pdf')}>
          PDF
        </Button>
        {of.member && (of.leads || of.may_lead) && (
          <Button danger onClick={() => close.mutate(undefined)}>
            {t('gatherings.close')}
          </Button>
        )}
      </div>
      <p className="muted gathering-where">
        <Link to={`/cases/${of.case}`} className="number">
          #{of.case}
        </Link>
        <span>{of.area_name || t('app.city')}</span>
        <span>{name(`state.${of.state}`)}</span>
        <span className="number">{t('plans.tasks', { done: of.tasks_done, of: of.tasks })}</span>
        <span>
          {t('plans.led')} <b>{of.lead_name}</b>
        </span>
        <span>
          <Moment at={of.opened} />
          {of.closed && (
            <>
              {' – '}
              <Moment at={of.closed} /> {t('gatherings.closed')}
            </>
          )}
        </span>
      </p>
    </header>
  )
}

function Summary({ of }: { of: Page }) {
  const { t } = useTranslation()
  const [writing, setWriting] = useState(false)
  const [text, setText] = useState(of.summary)
  const write = useAct(
    () => ask(writeSummary({ path: { gathering_id: of.id }, body: { text } })),
    () => setWriting(false),
  )
  return (
    <section aria-label={t('gatherings.summary')}>
      <h2>
        {t('gatherings.summary')}
        <span className="grow" />
        {of.member && !writing && (
          <Button size="small" onClick={() => setWriting(true)}>
            {t('gatherings.write')}
          </Button>
        )}
      </h2>
      {!writing && <p className="gathering-summary">{of.summary || <span className="muted">{t('gatherings.no_summary')}</span>}</p>}
      {writing && (
        <form
          className="gathering-form"
          onSubmit={(event) => {
            event.preventDefault()
            write.mutate(undefined)
          }}
        >
          <Input.TextArea autoFocus rows={3} maxLength={4000} aria-label={t('gatherings.summary')} value={text} onChange={(event) => setText(event.target.value)} />
          <Button htmlType="submit" type="primary" loading={write.isPending}>
            {t('gatherings.keep')}
          </Button>
        </form>
      )}
    </section>
  )
}
