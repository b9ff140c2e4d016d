import { queryOptions, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { again, ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { CellOut, SourceOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Quarantine } from './quarantine'
import './ledger.css'

const DAY_MS = 86_400_000
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

const ledger = (day: string) =>
  queryOptions({ queryKey: ['ledger', day], queryFn: () => ask(api.readLedger({ query: day ? { day } : {} })), refetchInterval: again(5_000) })

export interface Chosen {
  source: string
  hour: number
}

/** What every source sent in each hour, and what became of it, to the row; and what was refused. */
export default function Ledger() {
  const { t } = useTranslation()
  const [back, setBack] = useState(0)
  const [chosen, setChosen] = useState<Chosen | undefined>()
  const box = useRef<HTMLDivElement>(null)
  const day = back ? cityDay(back) : ''
  const { data, error, refetch } = useQuery(ledger(day))
  const began = data ? Date.parse(data.since) : 0
  const cell = chosen && data?.sources.find((one) => one.source === chosen.source)?.cells.find((one) => hourOf(one, began) === chosen.hour)
  const known = Boolean(data?.sources.length)
  useEffect(() => {
    // on a narrow screen the hour that is now comes into view
    const hour = back ? 0 : new Date(Date.now() + 8 * 3_600_000).getUTCHours()
    if (known && box.current) box.current.scrollLeft = (box.current.scrollWidth * (hour - 2)) / 24
  }, [known, back])
  const turn = (by: number) => {
    setBack(back + by)
    setChosen(undefined)
  }
  return (
    <main className="ledger">
      <header>
        <h1>{t('pages.ledger')}</h1>
        <p className="muted">{t('ledger.what')}</p>
      </header>
      {error && !data ? <Failed error={error} who={t('ledger.who')} again={() => void refetch()} /> : (
        <>
          <section aria-label={t('pages.ledger')}>
            <h2>
              <Button size="small" onClick={() => turn(1)} aria-label={t('ledger.before')}>‹</Button>
              <span className="number">{cityDay(back)}</span>
              <Button size="small" disabled={!back} onClick={() => turn(-1)} aria-label={t('ledger.after')}>›</Button>
              {data && <Balance sources={data.sources} />}
            </h2>
            {data?.sources.length === 0 && <Empty>{t('ledger.nothing')}</Empty>}
            {!!data?.sources.length && (
              <div className="scrolling" ref={box}>
                <table>
                  <thead>
                    <tr>
                      <th>{t('ledger.source')}</th>
                      {HOURS.map((hour) => (
                        <th key={hour} className="number">{hour}</th>
                      ))}
                      <th className="number">{t('ledger.sent')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.sources.map((one) => (
                      <Source key={one.source} one={one} began={began} chosen={chosen} onChoose={setChosen} />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </section>
          <div className="ledger-body">
            {chosen && cell ? <Cell cell={cell} chosen={chosen} /> : <p className="muted hint">{t('ledger.choose')}</p>}
            <Quarantine source={chosen?.source ?? ''} />
          </div>
        </>
      )}
    </main>
  )
}

function Source({ one, began, chosen, onChoose }: { one: SourceOut; began: number; chosen?: Chosen; onChoose: (to: Chosen) => void }) {
  const { t, i18n } = useTranslation()
  const of = new Map(one.cells.map((cell) => [hourOf(cell, began), cell]))
  return (
    <tr>
      <th scope="row">{one.source}</th>
      {HOURS.map((hour) => {
        const cell = of.get(hour)
        const here = chosen?.source === one.source && chosen.hour === hour
        return (
          <td key={hour}>
            {cell && (
              <button
                type="button"
                className={`cell ${kind(cell)}`}
                aria-pressed={here}
                aria-label={t('ledger.cell', { source: one.source, hour, sent: cell.sent })}
                onClick={() => onChoose({ source: one.source, hour })}
              >
                {short(cell.sent, i18n.language)}
              </button>
            )}
          </td>
        )
      })}
      <td className="number">{one.cells.reduce((sum, cell) => sum + cell.sent, 0).toLocaleString()}</td>
    </tr>
  )
}

function Balance({ sources }: { sources: SourceOut[] }) {
  const { t } = useTranslation()
  const off = sources.flatMap((one) => one.cells).filter((cell) => cell.missing !== 0).length
  return <small className={off ? 'off' : ''}>{off ? t('ledger.off', { count: off }) : t('ledger.even')}</small>
}

/** One hour of a source: the sum, term by term. */
function Cell({ cell, chosen }: { cell: CellOut; chosen: Chosen }) {
  const { t } = useTranslation()
  const refused = Object.entries(cell.refused)
  return (
    <section aria-label={t('ledger.sum')}>
      <h2>
        {chosen.source} <small className="number">{chosen.hour}:00–{chosen.hour + 1}:00</small>
      </h2>
      <dl>
        {(['sent', 'stored', 'late', 'doubled', 'waiting'] as const).map((term) => (
          <Term key={term} name={t(`ledger.${term}`)} rows={cell[term]} />
        ))}
        {refused.map(([reason, rows]) => (
          <Term key={reason} name={`${t('ledger.refused')} · ${t(`reason.${reason}`, { defaultValue: reason })}`} rows={rows} />
        ))}
        <Term name={t('ledger.missing')} rows={cell.missing} off={cell.missing !== 0} />
      </dl>
    </section>
  )
}

function Term({ name, rows, off = false }: { name: string; rows: number; off?: boolean }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={off ? 'number off' : 'number'}>{rows.toLocaleString()}</dd>
    </>
  )
}

function kind(cell: CellOut): string {
  if (cell.missing !== 0) return 'off'
  if (Object.keys(cell.refused).length) return 'some'
  return cell.waiting ? 'waits' : 'even'
}

const hourOf = (cell: CellOut, began: number) => Math.round((Date.parse(cell.hour) - began) / 3_600_000)

const short = (rows: number, language: string) => new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 }).format(rows)

/** The city's day, so many days back. */
function cityDay(back: number): string {
  return new Date(Date.now() + 8 * 3_600_000 - back * DAY_MS).toISOString().slice(0, 10)
}
