import type { Feature } from 'geojson'
import type { AlertOut, LayerOut, VehicleOut } from '../../api/generated/types.gen'
import { boxOf } from './areas'

type Box = [[number, number], [number, number]]

/** Where there is something to watch: around what moves, what the scenarios bring and what is wrong now. */
export function watched(vehicles: VehicleOut[], layers: LayerOut[], alerts: AlertOut[]): Box | null {
  const places = [...vehicles, ...alerts].flatMap((one): [number, number][] =>
    one.lon !== null && one.lat !== null ? [[one.lon, one.lat]] : [],
  )
  for (const layer of layers)
    for (const feature of (layer.features as { features?: Feature[] }).features ?? []) {
      const [west, south, east, north] = boxOf(feature)
      if (Number.isFinite(west)) places.push([west, south], [east, north])
    }
  if (!places.length) return null
  const xs = places.map(([x]) => x)
  const ys = places.map(([, y]) => y)
  return [
    [xs.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.min(a, b))],
    [xs.reduce((a, b) => Math.max(a, b)), ys.reduce((a, b) => Math.max(a, b))],
  ]
}
