import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { CountedCasesData, Lamp } from '../api/generated/types.gen'
import { cases, useNames } from '../api/queries'
import { Failed } from '../kit/empty'
import { LampMark as ClockLamp } from '../kit/lamp-mark'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { LampMark } from '../sense/lamp'
import { useSubject } from '../sense/alert-api'
import { byLamp, explained, useTitle, written } from '../sense/vitals-api'
import { useDrill, type Drilled } from './use-drill'
import { useWall } from './use-wall'

const SHOWN = 200
const SUBJECTS = 30

interface Rows<Row> {
  query: { data?: Row[]; error: Error | null; refetch: () => unknown }
  children: (row: Row) => ReactNode
}

/** The rows of an answer; in its place what went wrong, or that there are none. */
function Listed<Row>({ query, children }: Rows<Row>) {
  const { t } = useTranslation()
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />
  if (!query.data) return <p className="quiet">{t('wall.loading')}</p>
  return (
    <>
      <p className="drill-count number">{t(query.data.length >= SHOWN ? 'wall.first' : 'wall.count', { count: Math.min(query.data.length, SHOWN) })}</p>
      <ol>{query.data.slice(0, SHOWN).map(children)}</ol>
    </>
  )
}

export function DrilledCases({ lamp }: { lamp: Lamp }) {
  const { area } = useWall()
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  const drill = useDrill()
  const query = useQuery(cases({ area: area === '50' ? '' : area, lamp: [lamp] }))
  return (
    <Listed query={query}>
      {(one) => (
        <li key={one.id}>
          <button type="button" onClick={() => drill({ kind: 'case', id: one.id })}>
            {one.lamp && <ClockLamp lamp={one.lamp} word={false} />}
            <b>{subject(one)}</b>
            <span>{name(one.category || one.category_code)}</span>
            <span>{one.area_name || t('app.city')}</span>
            <span>{one.held_at ? `${one.held_at_name || t('app.city')} ${name(one.duty)}` : t('wall.nobody')}</span>
            <span className="number">{one.next_due && <Moment at={one.next_due} />}</span>
          </button>
        </li>
      )}
    </Listed>
  )
}

export function DrilledCounted({ of }: { of: Extract<Drilled, { kind: 'counted' }> }) {
  const { area } = useWall()
  const name = useNames()
  const drill = useDrill()
  const asked = { count: of.count, kind: of.per, area, by: (of.by ?? 'whole') as NonNullable<CountedCasesData['query']>['by'], group: of.group ?? '' }
  const query = useQuery({ queryKey: ['counted', asked], queryFn: () => ask(api.countedCases({ query: asked })) })
  return (
    <Listed query={query}>
      {(one) => (
        <li key={one.case} className={one.late ? 'late' : ''}>
          <button type="button" onClick={() => drill({ kind: 'case', id: one.case })}>
            {one.late ? <ClockLamp lamp="red" word={false} /> : <i className="lamp-out" aria-hidden />}
            <b>{one.title}</b>
            <span className="number">{one.number || `#${one.case}`}</span>
            <span>{name(one.duty)}</span>
          </button>
        </li>
      )}
    </Listed>
  )
}

export function DrilledAlerts({ level }: { level?: number }) {
  const { area } = useWall()
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  const drill = useDrill()
  const query = useQuery({
    queryKey: ['alerts', 'wall', area],
    queryFn: () => ask(api.listAlerts({ query: { open_only: true, limit: 1000, area: area === '50' ? '' : area } })),
  })
  const data = query.data?.filter((one) => level === undefined || one.warning === level)
  return (
    <Listed query={{ ...query, data }}>
      {(one) => (
        <li key={one.id}>
          <button type="button" disabled={!one.case} onClick={() => one.case && drill({ kind: 'case', id: one.case })}>
            <Level warning={one.warning} />
            <b>{subject(one)}</b>
            <span>{name(one.detector)}</span>
            <span>{one.area_name || t('app.city')}</span>
            <span>{one.case ? `#${one.case}` : t('wall.no_case')}</span>
            <span className="number">
              <Moment at={one.raised} />
            </span>
          </button>
        </li>
      )}
    </Listed>
  )
}

export function DrilledBoard({ board }: { board: string }) {
  const { area } = useWall()
  const title = useTitle()
  const drill = useDrill()
  const query = useQuery({ queryKey: ['vitals', 'wall', area, board], queryFn: () => ask(api.vitalSigns({ query: { area, board } })) })
  return (
    <Listed query={{ ...query, data: query.data?.toSorted(byLamp) }}>
      {(one) => (
        <li key={one.name}>
          <button type="button" onClick={() => drill({ kind: 'vital', name: one.name, title: title(one.title) })}>
            <LampMark warning={one.warning} known={one.value !== null} />
            <b>{title(one.title)}</b>
            <span className="number">
              {written(one.value, one.decimals)} {one.unit === '1' ? '' : one.unit}
            </span>
            <span className="number">{one.at && <Moment at={one.at} />}</span>
          </button>
        </li>
      )}
    </Listed>
  )
}

export function DrilledVital({ name }: { name: string }) {
  const { area } = useWall()
  const { t } = useTranslation()
  const called = useNames()
  const { data, error, refetch } = useQuery(explained(name, area))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <p className="quiet">{t('wall.loading')}</p>
  const { beat } = data
  return (
    <>
      <p className="drill-figure">
        <LampMark warning={beat.warning} known={beat.value !== null} />
        <b className="number">{written(beat.value, beat.decimals)}</b> {beat.unit === '1' ? '' : beat.unit}
        {beat.at && <Moment at={beat.at} />}
        <a href={`/vitals?area=${area}&open=${beat.name}`} target="_blank" rel="noreferrer">
          {t('wall.open_vital')}
        </a>
      </p>
      <p className="drill-formula number">{data.filled}</p>
      <ol>
        {data.below.map((one) => (
          <li key={one.code} className="plain">
            <LampMark warning={one.warning} known={one.value !== null} />
            <b>{one.name}</b>
            <span className="number">{written(one.value, beat.decimals)}</span>
          </li>
        ))}
        {data.subjects.slice(0, SUBJECTS).map((one) => (
          <li key={`${one.signal} ${one.subject}`} className="plain">
            <i className="lamp-out" aria-hidden />
            <b>{one.subject}</b>
            <span>{called(one.signal)}</span>
            <span className="number">{one.value}</span>
            <span className="number">
              <Moment at={one.at} />
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}

export function DrilledReviews() {
  const name = useNames()
  const query = useQuery({ queryKey: ['review', 'wall'], queryFn: () => ask(api.listReviews()) })
  return (
    <Listed query={query}>
      {(one) => (
        <li key={one.id}>
          <a href={`/reviews/${one.id}`} target="_blank" rel="noreferrer">
            <b>{one.title}</b>
            <span>{name(one.duty)}</span>
            <span className="number">
              <Moment at={one.opened} />
            </span>
          </a>
        </li>
      )}
    </Listed>
  )
}

export function DrilledVehicle({ id }: { id: number }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: ['vehicles', 'one', id], queryFn: () => ask(api.vehicle({ path: { number: id } })) })
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <p className="quiet">{t('wall.loading')}</p>
  return (
    <p className="drill-figure">
      <b>{data.subject}</b>
      <span className="number">{data.speed === null ? '–' : `${Math.round(data.speed)} km/h`}</span>
      <Moment at={data.at} />
    </p>
  )
}
