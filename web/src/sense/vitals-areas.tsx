import { useTranslation } from 'react-i18next'
import type { AreaLampOut } from '../api/generated/types.gen'
import { LampMark } from './lamp'
import { useLooking } from './vitals-api'

/** The areas one level below, the worst first; a click goes down. */
export function AreasBelow({ areas, level }: { areas: AreaLampOut[]; level: string }) {
  const { t } = useTranslation()
  const { look } = useLooking()
  if (areas.length === 0) return null
  const ordered = areas.toSorted((a, b) => (a.warning || 9) - (b.warning || 9) || a.code.localeCompare(b.code))
  return (
    <aside className="areas-below" aria-label={t('vitals.below')}>
      <h2>{t(level === 'city' ? 'vitals.districts' : 'vitals.streets')}</h2>
      {ordered.map((one) => (
        <button key={one.code} type="button" onClick={() => look({ area: one.code })}>
          <LampMark warning={one.warning} />
          <span>{one.name || one.code}</span>
        </button>
      ))}
    </aside>
  )
}
