import { useTranslation } from 'react-i18next'
import { Level } from '../kit/level'

/** A lamp: one of the four levels, a quiet ring, or a broken one where nothing is known. */
export function LampMark({ warning, known = true }: { warning: number; known?: boolean }) {
  const { t } = useTranslation()
  if (known && warning > 0) return <Level warning={warning} />
  const label = t(known ? 'vitals.calm' : 'vitals.unknown')
  return <i className={known ? 'lamp-out' : 'lamp-out unknown'} role="img" aria-label={label} title={label} />
}

/** How many show which lamp, the worst first; calm ones are only counted. */
export function LampCounts({ lamps, unknown }: { lamps: Record<string, number>; unknown: number }) {
  const lit = Object.entries(lamps).filter(([level, count]) => level !== '0' && count > 0)
  return (
    <span className="lamp-counts">
      {lit.map(([level, count]) => (
        <span key={level}>
          <Level warning={Number(level)} />
          <b className="number">{count}</b>
        </span>
      ))}
      {lit.length === 0 && <LampMark warning={0} known={unknown === 0 || Boolean(lamps['0'])} />}
    </span>
  )
}
