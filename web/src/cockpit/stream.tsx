import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLive } from '../api/live'
import { byNewest, cases } from '../api/queries'
import { CaseCard } from '../decide/case-card'
import { FactLine } from './fact-line'
import { Link } from 'react-router'

const OPEN = { state: ['opened', 'dispatched', 'at_work', 'done'] as ('opened' | 'dispatched' | 'at_work' | 'done')[] }
const SHOWN = 60

/** The open cases, newest on top. */
export function OpenCases() {
  const { t } = useTranslation()
  const { data } = useQuery(cases(OPEN))
  const newest = data?.toSorted(byNewest).slice(0, SHOWN)
  return (
    <section className="stream" aria-label={t('stream.cases')}>
      <h2>
        {t('stream.cases')}
        <Link to="/cases">{t('stream.all', { count: data?.length ?? 0 })}</Link>
      </h2>
      <ol>
        {newest?.map((one) => (
          <CaseCard key={one.id} of={one} />
        ))}
        {newest?.length === 0 && <li className="empty">{t('stream.no_cases')}</li>}
      </ol>
    </section>
  )
}

/** What happens, in sentences, newest on top. */
export function Feed() {
  const { t } = useTranslation()
  const { lines } = useLive()
  const { data: known } = useQuery(cases({}))
  return (
    <section className="stream feed" aria-label={t('stream.feed')}>
      <h2>{t('stream.feed')}</h2>
      <ol aria-live="polite">
        {lines.slice(0, SHOWN).map((line) => (
          <FactLine key={line.fact} line={line} of={known?.find((one) => one.id === line.about.case)} linked />
        ))}
        {lines.length === 0 && <li className="empty">{t('stream.no_feed')}</li>}
      </ol>
    </section>
  )
}
