import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CaseLineOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { Empty } from '../kit/empty'
import { MakeAppeal } from './appeal-form'
import { points } from './supervise-api'

const MOST = 500

/** The cases behind a number, with what each adds to it and how its appeal stands. */
export function CaseLines({ cases, shares = false }: { cases: CaseLineOut[]; shares?: boolean }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const [appealing, setAppealing] = useState(0)
  if (!cases.length) return <Empty>{t('supervise.no_cases')}</Empty>
  return (
    <>
      <ul className="lines scrolling case-lines">
        {cases.map((one) => (
          <li key={one.case}>
            <Link to={`/cases/${one.case}`} className="number">
              {one.number || `#${one.case}`}
            </Link>
            <span>
              {one.title} <small className="muted">{t('case.who', { area: area(one.area), duty: name(one.duty) })}</small>
            </span>
            {one.late && <small className="is-late">{t('supervise.late')}</small>}
            {one.appeal && <Link to={`/appeals?case=${one.case}`}>{t(`supervise.appeal_${one.appeal}`)}</Link>}
            {one.may_appeal && (
              <Button size="small" onClick={() => setAppealing(one.case)}>
                {t('supervise.appeal')}
              </Button>
            )}
            {shares && <b className="number">−{points(one.adds)}</b>}
          </li>
        ))}
      </ul>
      {cases.length === MOST && <small className="muted">{t('supervise.first_cases', { count: MOST })}</small>}
      {appealing > 0 && <MakeAppeal id={appealing} onClose={() => setAppealing(0)} />}
    </>
  )
}
