import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { AdoptPolicy } from './policies-adopt'
import { policies, useAbout, type PolicyLine } from './policies-api'
import { WhichHolds } from './policies-which'
import './policies.css'

/** What alerts lead to: a case at once, one by hand, or none but a note; line by line, each with its reason. */
export default function Policies() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(policies)
  return (
    <main className="policies">
      <header>
        <h1>{t('pages.policies')}</h1>
        <p className="muted">{t('policies.what')}</p>
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data && (
        <div className="policies-body">
          <section aria-label={t('policies.lines')}>
            <h2>{t('policies.lines')}</h2>
            {data.length === 0 && <Empty>{t('policies.none')}</Empty>}
            <ul className="policy-lines">
              {data.map((one) => (
                <Line key={one.id} of={one} />
              ))}
            </ul>
          </section>
          <div>
            <WhichHolds lines={data} />
            <AdoptPolicy />
          </div>
        </div>
      )}
    </main>
  )
}

function Line({ of }: { of: PolicyLine }) {
  const { t } = useTranslation()
  const about = useAbout()
  const to_come = of.since > dayFromNow(0)
  return (
    <li className={to_come ? 'to-come' : undefined}>
      <p>
        <b>{t(`policies.${of.mode}`)}</b> <span>{about(of)}</span>
      </p>
      <p>
        {of.reason}{' '}
        <small className="muted">
          #{of.id} · {t(to_come ? 'policies.from' : 'policies.since', { day: of.since })} · {of.by} · <Moment at={of.at} />
        </small>
      </p>
    </li>
  )
}
