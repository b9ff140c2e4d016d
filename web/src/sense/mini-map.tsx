import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { AlertOut } from '../api/generated/types.gen'
import { useAlerts } from '../cockpit/map/use-alerts'
import { useMap } from '../cockpit/map/use-map'
import { useLook } from '../kit/theme'

const NONE: ReadonlySet<string> = new Set()

/** Where it was, or where it stands, on the city's own map; still. */
export default function MiniMap({ alert, lon, lat }: { alert?: AlertOut; lon: number; lat: number }) {
  const element = useRef<HTMLDivElement>(null)
  const { palette, scale } = useLook()
  const map = useMap(element, { lon, lat, zoom: 13 }, useCallback(() => undefined, []), true)
  useAlerts(map, useMemo(() => (alert ? [alert] : []), [alert]), NONE)
  const bare = alert === undefined
  useEffect(() => {
    if (!map || !bare || map.getSource('place')) return
    map.addSource('place', { type: 'geojson', data: { type: 'Point', coordinates: [lon, lat] } })
    const paint = { 'circle-radius': 6 * scale, 'circle-color': palette.accent, 'circle-stroke-color': palette.map.halo, 'circle-stroke-width': 2 * scale }
    map.addLayer({ id: 'place', type: 'circle', source: 'place', paint })
  }, [map, bare, lon, lat, palette, scale])
  return <div ref={element} className="mini-map" />
}
