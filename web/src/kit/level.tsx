import { useTranslation } from 'react-i18next'
import type { WarningLevel } from '../tokens'

/** Each warning level has a shape of its own, in a square of 24: nobody has to see colour. */
export const SHAPES: Record<WarningLevel, string> = {
  4: 'M12 1.5a10.5 10.5 0 1 0 0 21a10.5 10.5 0 1 0 0-21Z',
  3: 'M2.5 2.5h19v19h-19Z',
  2: 'M12 0.5L24 22.5H0Z',
  1: 'M12 -1L25 12L12 25L-1 12Z',
}
export const NUMERALS: Record<WarningLevel, string> = { 1: 'Ⅰ', 2: 'Ⅱ', 3: 'Ⅲ', 4: 'Ⅳ' }
/** Where the numeral stands in its shape: a triangle is heavy at its foot. */
export const NUMERAL_Y: Record<WarningLevel, number> = { 4: 12, 3: 12, 2: 15.5, 1: 12 }

export const asLevel = (warning: number): WarningLevel => Math.min(4, Math.max(1, warning)) as WarningLevel

/** The level as a shape, with its word if there is room for it. */
export function Level({ warning, word = false }: { warning: number; word?: boolean }) {
  const { t } = useTranslation()
  const level = asLevel(warning)
  const name = t(`level.${level}`)
  return (
    <span className="level" title={`${NUMERALS[level]} ${name}`}>
      <svg viewBox="-1.5 -1.5 27 27" role="img" aria-label={`${NUMERALS[level]} ${name}`}>
        <path d={SHAPES[level]} fill={`var(--level-${level})`} />
        <text x="12" y={NUMERAL_Y[level]} fill={`var(--on-level-${level})`} textAnchor="middle" dominantBaseline="central">
          {NUMERALS[level]}
        </text>
      </svg>
      {word && <span>{name}</span>}
    </span>
  )
}
