import { useTranslation } from 'react-i18next'
import type { CasePage } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'

/** Every look a second person took at the work. */
export function Verifications({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const called = (one: CasePage['verifications'][number]) => {
    const line = page.timeline.find((line) => line.kind === 'CaseVerified' && line.about.verification === one.id)
    return line ? `${line.by_name}${line.for_name ? t('fact.acting_for', { who: line.for_name }) : ''}` : (one.by ?? '')
  }
  return (
    <ol className="looks">
      {page.verifications.map((one) => (
        <li key={one.id}>
          {one.accepted === null ? (
            <p className="muted">
              {t('verify.asked')} <Moment at={one.asked} />
            </p>
          ) : (
            <p>
              {one.at && <Moment at={one.at} />} <b>{called(one)}</b> {t(one.accepted ? 'verify.accepted' : 'verify.rejected')}
            </p>
          )}
          {one.note && <blockquote>{one.note}</blockquote>}
        </li>
      ))}
    </ol>
  )
}
