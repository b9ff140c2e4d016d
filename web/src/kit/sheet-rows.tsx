import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import './sheet-rows.css'

/** How many rows of a sheet became what; what was refused stands out. */
export function SheetCounts<Kind extends string>({ kinds, of, word }: { kinds: readonly Kind[]; of: Record<Kind, number>; word: (kind: Kind) => string }) {
  return (
    <dl className="sheet-counts number">
      {kinds.map((one) => (
        <div key={one} className={one === 'refused' && of[one] ? 'bad' : undefined}>
          <b>{of[one]}</b>
          <span className="muted">{word(one)}</span>
        </div>
      ))}
    </dl>
  )
}

interface Row {
  key: string
  row?: number
  about: ReactNode
  reason: ReactNode
}

/** What became of rows of a sheet that somebody brought: which row, what it is about, and why. */
export function SheetRows({ rows }: { rows: Row[] }) {
  const { t } = useTranslation()
  if (rows.length === 0) return null
  return (
    <ul className="sheet-rows">
      {rows.map((one) => (
        <li key={one.key}>
          <span className="number muted">{one.row !== undefined && t('devices.row_number', { row: one.row })}</span>
          <span>{one.about}</span>
          <div>{one.reason}</div>
        </li>
      ))}
    </ul>
  )
}
