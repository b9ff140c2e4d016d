import { AimOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { VehicleOut } from '../api/generated/types.gen'
import { layers, openAlerts, vehicles } from '../api/queries'
import { useLook } from '../kit/theme'
import { PickedCard } from './card'
import { useAddress, written } from './map/address'
import { boxOf } from './map/areas'
import { useBlind } from './map/blind'
import { watched } from './map/first-view'
import { addScenario, partsOf, sourceOf } from './map/scenario'
import { AREA_LEVELS } from './map/style'
import { useAlerts } from './map/use-alerts'
import { useFleet } from './map/use-fleet'
import { useMap } from './map/use-map'
import { usePicking } from './map/use-picking'
import './map/map.css'

const PADDING = 60
const CLOSEST_FIRST = 11.4

/** The table everyone stands around. */
export function CityMap() {
  const element = useRef<HTMLDivElement>(null)
  const { t } = useTranslation()
  const { at, view, hidden, picked, set } = useAddress()
  const last = useRef(at)
  const map = useMap(
    element,
    view,
    useCallback(
      (now) => {
        last.current = written(now)
        set({ at: last.current })
      },
      [set],
    ),
  )
  const { data: alerts } = useQuery(openAlerts)
  const fleet = useFleet(map)
  const everything = useFirstView(map, view === null)
  useAlerts(map, alerts, hidden)
  useScenarios(map)
  useBlind(map, !hidden.has('blind'))
  useHidden(map, hidden)
  useOutline(map, picked?.kind === 'area' ? picked.id : null)
  usePicking(
    map,
    useCallback(
      (one) =>
        set(one?.kind === 'area' ? { area: one.id, pick: null } : { pick: one ? `${one.kind}:${one.id}` : null, area: null }),
      [set],
    ),
  )
  useEffect(() => {
    if (!map || !view || !at || at === last.current) return
    last.current = at
    map.easeTo({ center: [view.lon, view.lat], zoom: view.zoom })
  }, [map, at, view])

  return (
    <section className="city-map" aria-label={t('map.title')}>
      <div ref={element} className="map-canvas" />
      <div className="map-buttons">
        <Button aria-label={t('map.closer')} icon={<PlusOutlined />} onClick={() => map?.zoomIn()} />
        <Button aria-label={t('map.farther')} icon={<MinusOutlined />} onClick={() => map?.zoomOut()} />
        <Button aria-label={t('map.everything')} title={t('map.everything')} icon={<AimOutlined />} onClick={everything} />
      </div>
      {picked && <PickedCard picked={picked} fleet={fleet} onClose={() => set({ pick: null, area: null })} />}
    </section>
  )
}

/** Without a view in the address, what is watched is shown first; the button shows it again. */
function useFirstView(map: Map | null, wanted: boolean): () => void {
  const client = useQueryClient()
  const done = useRef(!wanted)
  const fit = useCallback(
    (quick: boolean) => {
      const box = watched(
        client.getQueryData<VehicleOut[]>(vehicles.queryKey) ?? [],
        client.getQueryData(layers.queryKey) ?? [],
        client.getQueryData(openAlerts.queryKey) ?? [],
      )
      if (box) map?.fitBounds(box, { padding: PADDING, maxZoom: CLOSEST_FIRST, animate: !quick })
    },
    [client, map],
  )
  useEffect(() => {
    if (!map || done.current) return
    done.current = true
    const asked = [client.ensureQueryData(vehicles), client.ensureQueryData(layers), client.ensureQueryData(openAlerts)]
    void Promise.allSettled(asked).then(() => fit(true))
  }, [map, client, fit])
  return () => fit(false)
}

function useScenarios(map: Map | null) {
  const { palette, scale } = useLook()
  const { data } = useQuery(layers)
  useEffect(() => {
    if (map) for (const layer of data ?? []) addScenario(map, layer, palette, scale)
  }, [map, data, palette, scale])
}

function useHidden(map: Map | null, hidden: ReadonlySet<string>) {
  const { data } = useQuery(layers)
  useEffect(() => {
    if (!map) return
    const show = (ids: string[], shown: boolean) =>
      ids.filter((id) => map.getLayer(id)).forEach((id) => map.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none'))
    show(['vehicle', 'vehicle-tail', 'vehicle-label'], !hidden.has('vehicles'))
    for (const { name } of AREA_LEVELS)
      show([`${name}-line`, `${name}-dash`, `${name}-hatch`, `${name}-label`], !hidden.has('areas') || name === 'district')
    for (const layer of data ?? []) show(partsOf(map, sourceOf(layer)), !hidden.has(layer.name))
  }, [map, hidden, data])
}

/** Draw a line around the picked area. */
function useOutline(map: Map | null, code: string | null) {
  const client = useQueryClient()
  useEffect(() => {
    if (!map) return
    const known = client.getQueriesData<FeatureCollection>({ queryKey: ['inside'] }).flatMap(([, one]) => one?.features ?? [])
    const feature = code ? known.find((one) => one.properties?.code === code) : undefined
    map.getSource<GeoJSONSource>('picked')?.setData({ type: 'FeatureCollection', features: feature ? [feature] : [] })
    if (!feature || !code) return
    const [west, south, east, north] = boxOf(feature)
    const view = map.getBounds()
    if (west > view.getEast() || east < view.getWest() || south > view.getNorth() || north < view.getSouth())
      map.fitBounds([[west, south], [east, north]], { padding: PADDING })
  }, [map, client, code])
}
