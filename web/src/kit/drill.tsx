import { useTranslation } from 'react-i18next'
import './drill.css'

const MARKS = Array.from({ length: 24 }, (_, place) => place)

/** Says across the whole page that what is shown is an exercise: a band at its head, and the word aslant over everything. */
export function DrillMark({ drill }: { drill: boolean }) {
  const { t } = useTranslation()
  if (!drill) return null
  return (
    <>
      <p className="drill-band" role="status">
        {t('drill.band')}
      </p>
      <div className="drill-across" aria-hidden>
        {MARKS.map((place) => (
          <span key={place}>{t('drill.mark')}</span>
        ))}
      </div>
    </>
  )
}

/** The word in a line of a list. */
export function DrillTag({ drill }: { drill: boolean }) {
  const { t } = useTranslation()
  return drill ? <span className="drill-tag">{t('drill.mark')}</span> : null
}
