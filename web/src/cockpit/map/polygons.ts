import type { FeatureCollection, Position } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import type { Palette } from '../../tokens'

export type Ring = readonly (readonly [number, number])[]

/** The layers on which polygons are shown: filled, outlined, and a spot on every corner while one is being drawn. */
export function addPolygons(map: Map, palette: Palette, scale: number): void {
  const empty: FeatureCollection = { type: 'FeatureCollection', features: [] }
  for (const name of ['rings', 'corners']) map.addSource(name, { type: 'geojson', data: empty })
  map.addLayer({ id: 'rings-fill', type: 'fill', source: 'rings', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': palette.accent, 'fill-opacity': 0.16 } })
  map.addLayer({ id: 'rings-line', type: 'line', source: 'rings', paint: { 'line-color': palette.accent, 'line-width': 2 * scale } })
  const spot = { 'circle-radius': 4.5 * scale, 'circle-color': palette.surface, 'circle-stroke-color': palette.accent, 'circle-stroke-width': 2 * scale }
  map.addLayer({ id: 'corners', type: 'circle', source: 'corners', paint: spot })
}

const closed = (ring: Ring): Position[] => {
  const [first] = ring
  return first ? [...ring, first].map(([lon, lat]) => [lon, lat]) : []
}

/** Show these rings; with `corners` the first one is still being drawn, and `done` says whether it is closed. */
export function showPolygons(map: Map, rings: readonly Ring[], corners: Ring = [], done = true): void {
  const drawn = done ? rings.map((ring) => ({ type: 'Polygon' as const, coordinates: [closed(ring)] })) : rings.map((ring) => ({ type: 'LineString' as const, coordinates: ring.map(([lon, lat]) => [lon, lat]) }))
  const features = drawn.filter((one) => one.coordinates.length > 0).map((geometry) => ({ type: 'Feature' as const, properties: {}, geometry }))
  map.getSource<GeoJSONSource>('rings')?.setData({ type: 'FeatureCollection', features })
  const spots = corners.map(([lon, lat]) => ({ type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }))
  map.getSource<GeoJSONSource>('corners')?.setData({ type: 'FeatureCollection', features: spots })
}

/** West, south, east, north of all corners. */
export function boxOf(rings: readonly Ring[]): [number, number, number, number] {
  const [lons, lats] = [0, 1].map((side) => rings.flatMap((ring) => ring.map((corner) => corner[side]!)))
  return [Math.min(...lons!), Math.min(...lats!), Math.max(...lons!), Math.max(...lats!)]
}
