import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { CITY } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { useLooking } from '../kit/looking'
import { dayFromNow } from '../kit/time'

export const KINDS = ['day', 'week', 'month', 'quarter'] as const
export const LEVELS = ['whole', 'district', 'street', 'community', 'grid', 'duty', 'post', 'member'] as const
export type Kind = (typeof KINDS)[number]
export type By = (typeof LEVELS)[number]

/** What is counted: which area, which stretch of time, and whom against whom. */
export interface Asked {
  area: string
  kind: Kind
  day: string
  by: By
}

const among = <T extends string>(known: readonly T[], said: string | null, rest: T): T => known.find((one) => one === said) ?? rest

/** It stands in the address, so that a number can be sent to somebody. */
export function useAsked(by: By): [Asked, (changes: Partial<Record<string, string>>) => void, URLSearchParams] {
  const [params, look] = useLooking()
  const said = params.get('day') ?? ''
  const asked: Asked = {
    area: params.get('area') || CITY,
    kind: among(KINDS, params.get('kind'), 'month'),
    day: /^\d{4}-\d\d-\d\d$/.test(said) ? said : dayFromNow(0),
    by: among(LEVELS, params.get('by'), by),
  }
  return [asked, (changes) => look(changes as Record<string, string>), params]
}

/** The first day of the stretch before or after the one a day lies in. */
export function step(kind: Kind, day: string, by: 1 | -1): string {
  const at = new Date(`${day}T00:00:00Z`)
  const months = { month: 1, quarter: 3 } as Record<string, number>
  if (months[kind]) {
    at.setUTCDate(1)
    at.setUTCMonth(at.getUTCMonth() + by * months[kind])
  } else at.setUTCDate(at.getUTCDate() + by * (kind === 'week' ? 7 : 1))
  return at.toISOString().slice(0, 10)
}

/** How a stretch is called: 2026 年 2 月. */
export function useStretch(): (kind: Kind, day: string) => string {
  const { t } = useTranslation()
  return (kind, day) => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
    if (kind === 'month') return t('supervise.month', { year, month })
    if (kind === 'quarter') return t('supervise.quarter', { year, quarter: Math.floor((month + 2) / 3) })
    if (kind === 'day') return t('supervise.day', { year, month, date })
    const at = new Date(`${day}T00:00:00Z`)
    at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
    return t('supervise.week', { from: at.toISOString().slice(0, 10) })
  }
}

interface Of {
  asked: Asked
  change: (changes: Record<string, string>) => void
  /** Whom one may compare here; none if that is not asked. */
  among?: readonly By[]
  /** Months only. */
  months?: boolean
}

/** Which area, which time, whom. */
export function AskedBar({ asked, change, among: offered, months = false }: Of) {
  const { t } = useTranslation()
  const called = useStretch()
  const past = step(asked.kind, asked.day, 1) <= dayFromNow(0)
  return (
    <div className="asked">
      <AreaSelect value={asked.area} label={t('supervise.area')} whole={t('app.city')} onChange={(area) => change({ area, group: '' })} />
      {!months && (
        <Segmented
          aria-label={t('supervise.length')}
          value={asked.kind}
          options={KINDS.map((value) => ({ value, label: t(`supervise.length_${value}`) }))}
          onChange={(kind) => change({ kind })}
        />
      )}
      <span className="asked-when">
        <Button type="text" icon={<LeftOutlined />} aria-label={t('supervise.earlier')} onClick={() => change({ day: step(asked.kind, asked.day, -1) })} />
        <b className="number">{called(asked.kind, asked.day)}</b>
        <Button type="text" icon={<RightOutlined />} aria-label={t('supervise.later')} disabled={!past} onClick={() => change({ day: step(asked.kind, asked.day, 1) })} />
      </span>
      {offered && (
        <Select
          className="filter"
          aria-label={t('supervise.by')}
          value={asked.by}
          options={offered.map((value) => ({ value, label: t(`supervise.by_${value}`) }))}
          onChange={(by) => change({ by, group: '' })}
        />
      )}
    </div>
  )
}
