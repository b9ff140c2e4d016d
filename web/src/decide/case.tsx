import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { CasePage as Page } from '../api/generated/types.gen'
import { casePage, useNames } from '../api/queries'
import { FactLine } from '../cockpit/fact-line'
import { DrillMark } from '../kit/drill'
import { Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { TimeLeft } from '../kit/timeleft'
import { Waiting } from '../kit/waiting'
import { useSubject } from '../sense/alert-api'
import { AlertCard } from '../sense/alert-card'
import { CaseReviews } from '../review/case-reviews'
import { AppealCard } from '../supervise/appeal-card'
import { Verifications } from '../supervise/verifications'
import { Requests, Urgings, Whistles } from './asked'
import { Clocks } from './clocks'
import { ToldOf } from '../people/told'
import { CaseGatherings } from './gathering-case'
import { MayDo } from './may-do'
import { CasePlans } from './plans-case'
import { ReportCard } from './report-card'
import { Stages } from './stages'
import { Suggestions } from './suggestions'
import { Tasks } from './tasks'
import { Together } from './together'
import { WhyHere } from './why-here'
import './case.css'

/** A case as a story: what was noticed, what was done by whom, what I may do now. */
export default function CasePage() {
  const id = Number(useParams().id)
  const { data, error, refetch } = useQuery(casePage(id))
  if (error && !data) return <Failed error={error} again={() => void refetch()} />
  return data ? <Story page={data} /> : <Waiting />
}

function Story({ page }: { page: Page }) {
  const { t } = useTranslation()
  const done = page.tasks.filter((task) => task.state === 'finished').length
  return (
    <main className="case">
      <DrillMark drill={page.case.drill} />
      <Head page={page} />
      <div className="case-body">
        <div className="story">
          {(page.alert || page.report) && (
            <section>
              <h2>{t('case.noticed')}</h2>
              {page.alert && <AlertCard alert={page.alert} />}
              {page.report && <ReportCard report={page.report} />}
            </section>
          )}
          <section>
            <h2>
              {t('case.tasks')}
              <small className="number">{t('case.tasks_done', { done, of: page.tasks.length })}</small>
            </h2>
            <Tasks page={page} />
          </section>
          <CasePlans of={page.case} />
          <CaseGatherings of={page.case} />
          {page.verifications.length > 0 && (
            <section>
              <h2>{t('case.verifications')}</h2>
              <Verifications page={page} />
            </section>
          )}
          <AppealCard id={page.case.id} />
          <CaseReviews id={page.case.id} />
          <Suggestions page={page} />
          <Requests of={page.case.id} />
          <Whistles of={page.case.id} />
          <Urgings of={page.case.id} />
          <WhyHere of={page.case} />
          <Clocks id={page.case.id} />
          <Together of={page.case.id} />
          <ToldOf case={page.case.id} />
          <section>
            <h2>{t('case.timeline')}</h2>
            <ol className="timeline">
              {page.timeline.map((line) => (
                <FactLine key={`${line.fact} ${String(line.about.stage ?? '')}`} lines={[line]} of={page.case} />
              ))}
            </ol>
          </section>
        </div>
        <MayDo page={page} />
      </div>
    </main>
  )
}

function Head({ page }: { page: Page }) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  const { case: of, points } = page
  return (
    <header className="case-top">
      <div className="case-title">
        <Level warning={of.warning} word />
        <h1>
          <span className="number muted">#{of.id}</span> {subject(of)}
        </h1>
        <span className={`state ${of.state}`}>{name(`state.${of.state}`)}</span>
        {of.outcome && of.done && <span className="muted">{t(`outcome.${of.outcome}`)}</span>}
        {of.urgent && <span className="flagged">{t('flag.urgent')}</span>}
        {of.typical && <span className="flagged">{t('flag.typical')}</span>}
        {of.triage && <span className="muted">{t(`triage.${of.triage}`)}</span>}
        {of.rework > 0 && <span className="muted">{t('case.rework', { count: of.rework })}</span>}
        {points !== null && <span className="number">{t('case.points', { count: points })}</span>}
      </div>
      <p className="case-where">
        <span>{name(of.category || of.category_code)}</span>
        <span>{of.area_name || t('app.city')}</span>
        <span>
          {t('case.holder')} <b>{of.held_at ? t('case.who', { area: of.held_at_name || t('app.city'), duty: name(of.duty) }) : t('case.nobody')}</b>
        </span>
        <TimeLeft of={of} bar={false} />
      </p>
      <Stages page={page} />
    </header>
  )
}
