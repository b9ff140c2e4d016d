import { useQuery } from '@tanstack/react-query'
import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { useCallback, useEffect, useMemo, useRef, useState, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { listDevices } from '../api/generated/sdk.gen'
import type { GatheringPage } from '../api/generated/types.gen'
import { layers, openAlerts } from '../api/queries'
import { AREA_LEVELS } from '../cockpit/map/style'
import { useAlerts } from '../cockpit/map/use-alerts'
import { useMap } from '../cockpit/map/use-map'
import { useLook } from '../kit/theme'
import { LEVELS } from '../tokens'
import { LAYERS, mapAddress, shownFirst, type LayerName } from './gathering-layers'

const NO_ALERTS: ReadonlySet<string> = new Set(LEVELS.map((level) => `level-${level}`))
const ALL_ALERTS: ReadonlySet<string> = new Set()
const MOST_DEVICES = 200

interface Spot {
  kind: string
  lon: number
  lat: number
}

/** Where it is, with what the plan says is to be seen around it: alerts, cases, devices, members, areas; each can be switched. */
export default function GatheringMap({ of, lon, lat }: { of: GatheringPage; lon: number; lat: number }) {
  const { t } = useTranslation()
  const element = useRef<HTMLDivElement>(null)
  const { palette } = useLook()
  const named = of.layers.join(' ')
  const [shown, setShown] = useState(() => shownFirst(of.layers))
  useEffect(() => setShown(shownFirst(named.split(' ').filter(Boolean))), [named])
  const map = useMap(element, useMemo(() => ({ lon, lat, zoom: of.zoom }), [lon, lat, of.zoom]), useCallback(() => undefined, []))
  const { data: alerts } = useQuery(openAlerts)
  const { data: scenarios } = useQuery(layers)
  const area = of.area.slice(0, 9)
  const { data: devices } = useQuery({ queryKey: ['devices', 'around', area], queryFn: () => ask(listDevices({ query: { area, limit: MOST_DEVICES } })), enabled: shown.has('devices') })
  useAlerts(map, alerts, shown.has('alerts') ? ALL_ALERTS : NO_ALERTS)
  useAreas(map, shown.has('areas'))
  const spots = useMemo((): Spot[] => {
    const around = of.around.filter((one) => shown.has(one.kind === 'member' ? 'people' : 'cases'))
    const put = shown.has('devices') ? (devices ?? []).map((one) => ({ kind: 'device', lon: one.lon, lat: one.lat })) : []
    return [...put, ...around, { kind: 'here', lon, lat }]
  }, [of.around, devices, shown, lon, lat])
  useSpots(map, spots)
  const flip = (one: LayerName) => {
    const next = new Set(shown)
    if (!next.delete(one)) next.add(one)
    setShown(next)
  }
  const count: Record<LayerName, number | undefined> = {
    alerts: undefined,
    cases: of.around.filter((one) => one.kind === 'case').length,
    devices: devices?.length,
    people: of.around.filter((one) => one.kind === 'member').length,
    areas: undefined,
  }
  return (
    <section aria-label={t('gatherings.map')}>
      <div ref={element} className="gathering-map" />
      <div className="gathering-legend muted">
        <span className="is-here">{t('gatherings.here')}</span>
        {LAYERS.map((one) => (
          <label key={one} className={`is-${one}`} style={one === 'devices' ? ({ '--dot': palette.map.sensor } as CSSProperties) : undefined}>
            <input type="checkbox" checked={shown.has(one)} onChange={() => flip(one)} /> {t(`gatherings.layer.${one}`)}{' '}
            {count[one] !== undefined && <span className="number">{count[one]}</span>}
          </label>
        ))}
        <Link to={mapAddress({ lon, lat, zoom: of.zoom }, shown, (scenarios ?? []).map((one) => one.name))}>{t('gatherings.on_city_map')}</Link>
      </div>
    </section>
  )
}

/** The points on the map, each in the colour of its kind. */
function useSpots(map: Map | null, spots: Spot[]): void {
  const { palette, scale } = useLook()
  useEffect(() => {
    if (!map) return
    const data: FeatureCollection = {
      type: 'FeatureCollection',
      features: spots.map((one) => ({ type: 'Feature', properties: { kind: one.kind }, geometry: { type: 'Point', coordinates: [one.lon, one.lat] } })),
    }
    const known = map.getSource('gathering') as GeoJSONSource | undefined
    if (known) {
      known.setData(data)
      return
    }
    map.addSource('gathering', { type: 'geojson', data })
    const colour = ['match', ['get', 'kind'], 'here', palette.danger, 'member', palette.accent, 'device', palette.map.sensor, palette.muted]
    const radius = ['match', ['get', 'kind'], 'here', 9 * scale, 'device', 3.5 * scale, 6 * scale]
    const paint = { 'circle-radius': radius, 'circle-color': colour, 'circle-stroke-color': palette.map.halo, 'circle-stroke-width': 2 * scale }
    map.addLayer({ id: 'gathering', type: 'circle', source: 'gathering', paint: paint as never }, 'alert-cluster')
  }, [map, spots, palette, scale])
}

/** The outlines below the districts are shown or not. */
function useAreas(map: Map | null, shown: boolean): void {
  useEffect(() => {
    if (!map) return
    const parts = AREA_LEVELS.filter(({ name }) => name !== 'district').flatMap(({ name }) => [`${name}-line`, `${name}-dash`, `${name}-hatch`, `${name}-label`])
    for (const id of parts) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none')
  }, [map, shown])
}
