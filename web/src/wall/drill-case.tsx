import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { casePage, useNames } from '../api/queries'
import { FactLine } from '../cockpit/fact-line'
import { Failed } from '../kit/empty'
import { LampMark } from '../kit/lamp-mark'
import { Level } from '../kit/level'
import { TimeLeft } from '../kit/timeleft'
import { useSubject } from '../sense/alert-api'

const TOLD = 12

/** One case on the wall: what it is, who has it, how long yet, and what happened; from here one click to its page. */
export function DrilledCase({ id }: { id: number }) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  const { data, error, refetch } = useQuery(casePage(id))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <p className="quiet">{t('wall.loading')}</p>
  const { case: of } = data
  return (
    <article className="drill-case">
      <p className="drill-figure">
        <Level warning={of.warning} word />
        <b>{subject(of)}</b>
        <span>{name(of.category || of.category_code)}</span>
        <span>{of.area_name || t('app.city')}</span>
      </p>
      <dl>
        <dt>{t('cases.state')}</dt>
        <dd>{name(`state.${of.state}`)}</dd>
        <dt>{t('case.holder')}</dt>
        <dd>{of.held_at ? t('case.who', { area: of.held_at_name || t('app.city'), duty: name(of.duty) }) : t('case.nobody')}</dd>
        <dt>{t('cases.left')}</dt>
        <dd>
          {of.lamp && <LampMark lamp={of.lamp} />} <TimeLeft of={of} bar={false} />
        </dd>
      </dl>
      <ol className="drill-told">
        {data.timeline.toReversed().slice(0, TOLD).map((line) => (
          <FactLine key={`${line.fact} ${line.kind}`} lines={[line]} />
        ))}
      </ol>
      <a className="drill-way" href={`/cases/${of.id}`} target="_blank" rel="noreferrer">
        {t('wall.open_case')}
      </a>
    </article>
  )
}
