import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { layers, openAlerts, useNames } from '../api/queries'
import { DrillTag } from '../kit/drill'
import { Level } from '../kit/level'
import { useLook } from '../kit/theme'
import { LEVELS } from '../tokens'
import { useAddress } from './map/address'
import { colourOf, kindOf } from './map/scenario'

const Line = ({ colour, dashed }: { colour: string; dashed?: boolean }) => (
  <svg viewBox="0 0 24 12" aria-hidden>
    <path d="M1 6H23" stroke={colour} strokeWidth="2" strokeDasharray={dashed ? '5 3' : undefined} />
  </svg>
)
const Dot = ({ colour, hollow }: { colour: string; hollow?: boolean }) => (
  <svg viewBox="0 0 24 12" aria-hidden>
    <circle cx="12" cy="6" r="4" fill={hollow ? 'none' : colour} stroke={colour} strokeWidth="1.5" />
  </svg>
)
const Arrow = ({ colour }: { colour: string }) => (
  <svg viewBox="0 0 24 12" aria-hidden>
    <path d="M20 6L9 1.5L11.5 6L9 10.5Z" fill={colour} />
  </svg>
)
const Cross = () => <span className="hatch crossed" aria-hidden />
const Hatch = () => <span className="hatch" aria-hidden />

/** What is on the map, and the switch for it. */
export function Legend() {
  const { t } = useTranslation()
  const name = useNames()
  const { palette } = useLook()
  const { data } = useQuery(layers)
  const { data: alerts } = useQuery(openAlerts)
  const drills = alerts?.some((one) => one.drill)
  const { hidden, set } = useAddress()
  const flip = (key: string) => {
    const next = new Set(hidden)
    if (!next.delete(key)) next.add(key)
    set({ hide: [...next].join(' ') || null })
  }
  const item = (key: string, mark: ReactNode, label: string) => (
    <li key={key}>
      <label>
        <input type="checkbox" checked={!hidden.has(key)} onChange={() => flip(key)} />
        {mark}
        <span>{label}</span>
      </label>
    </li>
  )
  return (
    <details className="legend" open={innerWidth > 900}>
      <summary>{t('legend.title')}</summary>
      <ul>
        {LEVELS.map((level) => item(`level-${level}`, <Level warning={level} />, t(`level.${level}`)))}
        {item('vehicles', <Arrow colour={palette.map.vehicle} />, t('legend.vehicles'))}
        {data?.map((layer) => {
          const colour = colourOf(layer, palette)
          const flat = kindOf(layer) === 'sensor' || kindOf(layer) === 'site'
          const mark = flat ? <Dot colour={colour} hollow={layer.drawn} /> : <Line colour={colour} dashed={layer.drawn} />
          return item(layer.name, mark, name(layer.name))
        })}
        {item('blind', <Cross />, t('legend.blind'))}
        {item('areas', <Line colour={palette.map.district} dashed />, t('legend.areas'))}
        {drills && (
          <li className="note">
            <DrillTag drill />
            <span>{t('legend.drill')}</span>
          </li>
        )}
        <li className="note">
          <Hatch />
          <span>{t('map.drawn')}</span>
        </li>
      </ul>
    </details>
  )
}
