import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteLine, RouteProbe, RoutingLookedOut, RoutingOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { AdoptRouting } from './routing-adopt'
import { books, type Draft } from './routing-api'
import { OneLine } from './routing-line'
import { TryRoute } from './routing-try'
import './policies.css'
import './routing.css'

const NEW: RouteLine = { name: '', categories: [], areas: [], warnings: [], origins: [], if_urgent: null, from_h: 0, to_h: 24, weekdays: [], words: [], duty: '', level: 'grid', assisting: [], urgent: false }

/** Which duty a matter goes to, line by line in order; written, tried on an example and on the probes, and only then adopted. */
export default function Routing() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(books)
  const [chosen, setChosen] = useState<number>()
  const book = data?.find((one) => one.id === chosen) ?? data?.find((one) => one.holds) ?? data?.[0]
  return (
    <main className="policies routing">
      <header>
        <h1>{t('pages.routing')}</h1>
        <p className="muted">{t('routing.what')}</p>
        {data && data.length > 0 && (
          <Select
            className="wide-filter"
            aria-label={t('routing.version')}
            value={book?.id}
            options={data.map((one) => ({ value: one.id, label: `#${one.id} · ${one.since}${one.holds ? ` · ${t('routing.holds')}` : ''} · ${one.reason}` }))}
            onChange={setChosen}
          />
        )}
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : <Desk key={book?.id ?? 0} book={book} />}
    </main>
  )
}

function Desk({ book }: { book?: RoutingOut }) {
  const { t } = useTranslation()
  const may = useMe().posts.some((post) => post.duty === 'rule_board' && post.area === '50')
  const [draft, setDraft] = useState<Draft>({ lines: book?.lines ?? [], probes: book?.probes ?? [] })
  const [looked, setLooked] = useState<RoutingLookedOut>()
  const [wins, setWins] = useState<number | null>(null)
  const setLines = (lines: RouteLine[]) => {
    setDraft((now) => ({ ...now, lines }))
    setLooked(undefined)
    setWins(null)
  }
  const setProbes = (probes: RouteProbe[]) => {
    setDraft((now) => ({ ...now, probes }))
    setLooked(undefined)
  }
  const put = (place: number, line: RouteLine) => setLines(draft.lines.map((one, at) => (at === place ? line : one)))
  const swap = (place: number, by: number) => {
    const lines = [...draft.lines]
    const [line] = lines.splice(place, 1)
    lines.splice(place + by, 0, line!)
    setLines(lines)
  }
  return (
    <div className="policies-body">
      <section aria-label={t('routing.lines')}>
        <h2>{t('routing.lines')}</h2>
        {draft.lines.length === 0 && <Empty>{t('routing.none')}</Empty>}
        <ol className="routing-lines">
          {draft.lines.map((line, place) => (
            <OneLine
              key={`${place} ${draft.lines.length}`}
              line={line}
              place={place}
              last={draft.lines.length - 1}
              may={may}
              wins={wins === place + 1}
              findings={looked?.findings.filter((one) => one.line === place + 1) ?? []}
              onPut={(next) => put(place, next)}
              onMove={(by) => swap(place, by)}
              onDrop={() => setLines(draft.lines.filter((_, at) => at !== place))}
            />
          ))}
        </ol>
        {may && <Button onClick={() => setLines([...draft.lines, { ...NEW, name: t('routing.new_line', { number: draft.lines.length + 1 }) }])}>{t('routing.add')}</Button>}
      </section>
      <div>
        <TryRoute lines={draft.lines} onWin={setWins} onKeep={may ? (probe) => setProbes([...draft.probes, probe]) : undefined} />
        <AdoptRouting draft={draft} may={may} looked={looked} onLooked={setLooked} onProbes={setProbes} />
      </div>
    </div>
  )
}
