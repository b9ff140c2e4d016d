import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LineOut } from '../api/generated/types.gen'
import { useLive } from '../api/live'
import { byNewest, cases, newestAlerts, OPEN } from '../api/queries'
import { CaseCard } from '../decide/case-card'
import { asLevel } from '../kit/level'
import { useSubject } from '../sense/alert-api'
import { FactLine } from './fact-line'
import { useAddress } from './map/address'

const SHOWN = 60

/** The open cases, newest on top. */
export function OpenCases() {
  const { t } = useTranslation()
  const { data } = useQuery(cases(OPEN))
  const { hidden } = useAddress()
  const newest = data?.filter((one) => !hidden.has(`level-${asLevel(one.warning)}`)).toSorted(byNewest).slice(0, SHOWN)
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

/** What one hand did to one case within a minute is one sentence, told in its order. */
function together(lines: LineOut[]): LineOut[][] {
  const groups: LineOut[][] = []
  for (const line of lines) {
    const last = groups.at(-1)
    const [next] = last ?? []
    const same = next && line.about.case !== undefined && line.about.case === next.about.case && line.by === next.by
    if (same && line.at.slice(0, 16) === next.at.slice(0, 16)) last!.unshift(line)
    else groups.push([line])
  }
  return groups
}

/** What happens, in sentences, newest on top. */
export function Feed() {
  const { t } = useTranslation()
  const subject = useSubject()
  const { lines } = useLive()
  const { data: known } = useQuery(cases({}))
  const { data: alerts } = useQuery(newestAlerts)
  const alertOf = (line: LineOut) => alerts?.find((one) => one.id === line.about.alert)
  return (
    <section className="stream feed" aria-label={t('stream.feed')}>
      <h2>{t('stream.feed')}</h2>
      <ol aria-live="polite">
        {together(lines.slice(0, SHOWN)).map((group) => {
          const line = group[0]!
          const of = known?.find((one) => one.id === line.about.case)
          const alert = line.about.case ? undefined : alertOf(line)
          return <FactLine key={line.fact} lines={group} of={of} subject={alert && subject(alert)} linked />
        })}
        {lines.length === 0 && <li className="empty">{t('stream.no_feed')}</li>}
      </ol>
    </section>
  )
}
