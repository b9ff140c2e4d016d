import type { QueryClient } from '@tanstack/react-query'
import type { Feature, FeatureCollection, Point, Position } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { CITY, inside } from '../../api/queries'
import { AREA_LEVELS } from './style'

export interface AreaProperties {
  code: string
  name: string
  drawn: boolean
  label: [number, number]
}

type Box = [number, number, number, number]
const MOST = 14 // areas opened in one view

const boxes = new WeakMap<Feature, Box>()

export function boxOf(feature: Feature): Box {
  const known = boxes.get(feature)
  if (known) return known
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const take = (value: Position | Position[] | Position[][] | Position[][][]): void => {
    if (typeof value[0] !== 'number') return (value as Position[]).forEach(take)
    const [x, y] = value as [number, number]
    box[0] = Math.min(box[0], x)
    box[1] = Math.min(box[1], y)
    box[2] = Math.max(box[2], x)
    box[3] = Math.max(box[3], y)
  }
  if ('coordinates' in feature.geometry) take(feature.geometry.coordinates as Position)
  boxes.set(feature, box)
  return box
}

/** The areas whose boxes touch what is shown, those in the middle first. */
export function inView(map: Map, areas: Feature[]): Feature[] {
  const view = map.getBounds()
  const { lng, lat } = map.getCenter()
  const far = (one: Feature) => {
    const [x, y] = (one.properties as AreaProperties).label
    return (x - lng) ** 2 + (y - lat) ** 2
  }
  return areas
    .filter((one) => {
      const [west, south, east, north] = boxOf(one)
      return west < view.getEast() && east > view.getWest() && south < view.getNorth() && north > view.getSouth()
    })
    .sort((a, b) => far(a) - far(b))
    .slice(0, MOST)
}

function labels(areas: Feature[]): FeatureCollection<Point> {
  const features = areas.map((one): Feature<Point> => {
    const { label } = one.properties as AreaProperties
    return { type: 'Feature', properties: one.properties, geometry: { type: 'Point', coordinates: label } }
  })
  return { type: 'FeatureCollection', features }
}

/** Show the districts, and below them what the zoom asks for: streets, communities, grids of what is in view. */
export async function showAreas(map: Map, client: QueryClient): Promise<void> {
  let parents = ['']
  for (const { name, from } of AREA_LEVELS) {
    if (map.getZoom() < from - 0.1) return
    const codes = name === 'district' ? [CITY] : parents
    const found = await Promise.all(codes.map((code) => client.ensureQueryData(inside(code)).catch(() => null)))
    const areas = found.flatMap((one) => one?.features ?? [])
    const source = map.getSource<GeoJSONSource>(name)
    if (!source) return // the map has been taken away meanwhile
    source.setData({ type: 'FeatureCollection', features: areas })
    map.getSource<GeoJSONSource>(`${name}-points`)?.setData(labels(areas))
    parents = inView(map, areas).map((one) => (one.properties as AreaProperties).code)
  }
}
