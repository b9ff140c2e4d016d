import { useState, type PointerEvent } from 'react'
import { clockOf, spoken, useNow } from './time'
import { useTranslation } from 'react-i18next'
import './curve.css'

const [WIDE, HIGH, LEFT, FOOT, TOP] = [480, 132, 44, 18, 8] as const
const amount = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })

interface Of {
  at: readonly string[]
  value: readonly (number | null)[]
  unit: string
  label: string
  /** A stretch that is shaded. */
  from?: string
  until?: string
}

/** The line through what is known; it breaks where nothing was. */
function lineOf(xs: number[], ys: (number | null)[]): string {
  return ys.map((y, place) => (y === null ? '' : `${(ys[place - 1] ?? null) === null ? 'M' : 'L'}${xs[place]!.toFixed(1)} ${y.toFixed(1)}`)).join('')
}

/** What was said over time: a line, its least and greatest, when it begins and ends; under the pointer the value. */
export function TimeCurve({ at, value, unit, label, from, until }: Of) {
  const { t } = useTranslation()
  const now = useNow(60_000)
  const [over, setOver] = useState<number>()
  const known = value.filter((one): one is number => one !== null)
  if (!known.length) return null
  const times = at.map((one) => Date.parse(one))
  const [first, last] = [times[0]!, times.at(-1)!]
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const x = (time: number) => LEFT + (Math.min(Math.max((time - first) / Math.max(1, last - first), 0), 1)) * (WIDE - LEFT - 4)
  const y = (one: number) => HIGH - FOOT - (high > low ? (one - low) / (high - low) : 0.5) * (HIGH - FOOT - TOP)
  const xs = times.map(x)
  const moved = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const wanted = ((event.clientX - box.left) / box.width) * WIDE
    setOver(xs.reduce((best, one, place) => (Math.abs(one - wanted) < Math.abs(xs[best]! - wanted) ? place : best), 0))
  }
  const said = over === undefined ? null : (value[over] ?? null)
  const shaded = from && until ? [x(Date.parse(from)), x(Date.parse(until))] : null
  const sum = t('curve.says', { label, low: amount.format(low), high: amount.format(high), last: amount.format(known.at(-1)!), unit })
  return (
    <figure className="curve">
      <figcaption>
        <span>{label}</span>
        <span className="number">{over !== undefined && said !== null && `${clockOf(new Date(times[over]!), true)} · ${amount.format(said)} ${unit}`}</span>
        <span className="muted">{unit}</span>
      </figcaption>
      <svg viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={sum} onPointerMove={moved} onPointerLeave={() => setOver(undefined)}>
        {shaded && <rect className="stretch" x={shaded[0]} y={TOP - 4} width={Math.max(2, shaded[1]! - shaded[0]!)} height={HIGH - FOOT - TOP + 8} />}
        <path className="axis" d={`M${LEFT} ${y(low)}H${WIDE - 4}${high > low ? `M${LEFT} ${y(high)}H${WIDE - 4}` : ''}`} />
        <path className="line" d={lineOf(xs, value.map((one) => (one === null ? null : y(one))))} />
        {known.length === 1 && <circle className="spot" cx={xs[value.findIndex((one) => one !== null)]} cy={y(low)} r="3" />}
        {over !== undefined && said !== null && <circle className="spot" cx={xs[over]} cy={y(said)} r="3.5" />}
        <text x={LEFT - 6} y={y(low)} textAnchor="end" dominantBaseline="middle">{amount.format(low)}</text>
        {high > low && <text x={LEFT - 6} y={y(high)} textAnchor="end" dominantBaseline="middle">{amount.format(high)}</text>}
        <text x={LEFT} y={HIGH - 3}>{spoken(new Date(first), now, t as never)}</text>
        <text x={WIDE - 4} y={HIGH - 3} textAnchor="end">{clockOf(new Date(last))}</text>
      </svg>
    </figure>
  )
}
