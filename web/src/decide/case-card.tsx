import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CaseOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { DrillTag } from '../kit/drill'
import { Level } from '../kit/level'
import { TimeLeft } from '../kit/timeleft'
import { useSubject } from '../sense/alert-api'

/** A case in a narrow list. */
export function CaseCard({ of }: { of: CaseOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  return (
    <li className="case-card">
      <Link to={`/cases/${of.id}`}>
        <Level warning={of.warning} />
        <span className="case-card-top">
          <DrillTag drill={of.drill} /> <b>{subject(of)}</b>
          <span className="muted number">#{of.id}</span>
        </span>
        <span className={`state ${of.state}`}>{name(`state.${of.state}`)}</span>
        <span className="case-card-what">{name(of.category || of.category_code)}</span>
        <span className="case-card-who">
          {of.held_at ? t('case.who', { area: of.held_at_name || t('app.city'), duty: name(of.duty) }) : t('case.nobody')}
        </span>
        <TimeLeft of={of} bar={false} />
      </Link>
    </li>
  )
}
