import { useCallback, useEffect, useRef } from 'react'
import { addPolygons, boxOf, showPolygons, type Ring } from '../cockpit/map/polygons'
import { useMap } from '../cockpit/map/use-map'
import { useLook } from '../kit/theme'

/** Outlines on the city's own map; still. */
export default function RingMap({ rings }: { rings: readonly Ring[] }) {
  const element = useRef<HTMLDivElement>(null)
  const { palette, scale } = useLook()
  const [west, south, east, north] = boxOf(rings)
  const map = useMap(element, { lon: (west + east) / 2, lat: (south + north) / 2, zoom: 11 }, useCallback(() => undefined, []), true)
  useEffect(() => {
    if (!map) return
    if (!map.getSource('rings')) addPolygons(map, palette, scale)
    showPolygons(map, rings)
    map.fitBounds([west, south, east, north], { padding: 24, maxZoom: 14, animate: false })
  }, [map, rings, west, south, east, north, palette, scale])
  return <div ref={element} className="mini-map" />
}
