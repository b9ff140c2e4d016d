import type { Feature, FeatureCollection, Point } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlacedOut, SpotOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { pulse } from '../cockpit/map/pulse'
import { asLevel } from '../kit/level'
import { mercator } from './fleet-layer'
import type { FleetRows } from './fleet-rows'
import { AsOf } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'
import { useWallFleet } from './use-wall-fleet'
import { useWallMap } from './use-wall-map'

const STAYS_MS = 25_000 // at what is grave
const NEAR = 14
const FLIGHT_MS = 2500
const REACH_PX = 12

const calm = matchMedia('(prefers-reduced-motion: reduce)')
const point = (one: { lon: number; lat: number }, properties: Record<string, unknown>): Feature<Point> => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [one.lon, one.lat] },
})
const collected = (features: Feature<Point>[]): FeatureCollection<Point> => ({ type: 'FeatureCollection', features })

/** The map of the wall: areas, what is wrong, open cases, what moves; a red alert draws it near. */
export function MapPane({ of }: { of: PlacedOut }) {
  const element = useRef<HTMLDivElement>(null)
  const { t } = useTranslation()
  const pane = usePane<'map'>(of.name)
  const [map, home] = useWallMap(element, pane?.area)
  const fleet = useWallFleet(map)
  useSpots(map, pane?.alerts)
  useFlight(map, pane?.alerts, home)
  usePicked(map, fleet)
  useEffect(() => {
    const spots = pane?.cases.map((one) => point(one, { id: one.id, lamp: one.lamp ?? 'green' })) ?? []
    map?.getSource<GeoJSONSource>('wall-cases')?.setData(collected(spots))
  }, [map, pane?.cases])
  return (
    <section className="pane pane-map" aria-label={t('map.title')}>
      <div ref={element} className="wall-canvas" />
      <p className="wall-legend">
        <span>{t('wall.on_map', { alerts: pane?.alerts.length ?? 0, cases: pane?.cases.length ?? 0 })}</span>
        {pane && pane.more > 0 && <span>{t('wall.more', { count: pane.more })}</span>}
        <AsOf />
      </p>
    </section>
  )
}

function useSpots(map: Map | null, alerts: SpotOut[] | undefined) {
  const { t } = useTranslation()
  const name = useNames()
  useEffect(() => {
    if (!map || !alerts) return
    const title = (one: SpotOut) => `${t(`level.${asLevel(one.warning)}`)} ${one.storm ? name(one.detector) : one.subject}`
    const features = alerts.map((one) => point(one, { id: one.id, case: one.case, warning: asLevel(one.warning), title: title(one) }))
    map.getSource<GeoJSONSource>('alerts')?.setData(collected(features))
  }, [map, alerts, t])
}

/** Fly to what is gravely wrong when it begins, stay for a while, and come home. */
function useFlight(map: Map | null, alerts: SpotOut[] | undefined, home: (quick?: boolean) => void) {
  const known = useRef<Set<number> | null>(null)
  const [back, setBack] = useState(0)
  useEffect(() => {
    if (!map || !alerts) return
    const before = known.current
    known.current = new Set(alerts.map((one) => one.id))
    const fresh = before ? alerts.filter((one) => !before.has(one.id)) : []
    for (const one of fresh) pulse(map, { ...one } as never)
    const grave = fresh.find((one) => one.warning === 1)
    if (!grave) return
    map.flyTo({ center: [grave.lon, grave.lat], zoom: Math.max(NEAR, map.getZoom()), duration: calm.matches ? 0 : FLIGHT_MS, essential: true })
    setBack((now) => now + 1)
  }, [map, alerts])
  useEffect(() => {
    if (!back) return
    const timer = setTimeout(() => home(calm.matches), STAYS_MS)
    return () => clearTimeout(timer)
  }, [back, home])
}

/** A click opens what lies under it: an alert's case, a case, a vehicle; a crowd opens wider. */
function usePicked(map: Map | null, fleet: FleetRows) {
  const drill = useDrill()
  const { t } = useTranslation()
  useEffect(() => {
    if (!map) return
    const clicked = async ({ point: { x, y }, lngLat }: { point: { x: number; y: number }; lngLat: { lng: number; lat: number } }) => {
      const box: [[number, number], [number, number]] = [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]]
      const layers = ['alert-cluster', 'alert', 'wall-case'].filter((id) => map.getLayer(id))
      const [found] = map.queryRenderedFeatures(box, { layers })
      if (found?.layer.id === 'alert-cluster' && found.geometry.type === 'Point') {
        const zoom = await map.getSource<GeoJSONSource>('alerts')!.getClusterExpansionZoom(Number(found.properties.cluster_id))
        map.easeTo({ center: found.geometry.coordinates as [number, number], zoom: zoom + 0.2 })
      } else if (found?.layer.id === 'alert') {
        const level = Number(found.properties.warning)
        if (found.properties.case) drill({ kind: 'case', id: Number(found.properties.case) })
        else drill({ kind: 'alerts', level, title: t(`level.${level}`) })
      } else if (found) drill({ kind: 'case', id: Number(found.properties.id) })
      else {
        const at = mercator(lngLat.lng, lngLat.lat)
        const number = fleet.near(at.x, at.y, REACH_PX / (512 * 2 ** map.getZoom()))
        if (number !== null) drill({ kind: 'vehicle', id: number, title: t('wall.vehicle') })
      }
    }
    const heard = (event: Parameters<typeof clicked>[0]) => void clicked(event)
    map.on('click', heard)
    return () => void map.off('click', heard)
  }, [map, drill, fleet, t])
}
