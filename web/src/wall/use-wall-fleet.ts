import type { Map } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { useLook } from '../kit/theme'
import { FleetLayer } from './fleet-layer'
import { FleetRows } from './fleet-rows'
import { useWall } from './use-wall'

const colour = (hex: string, opacity: number): number[] =>
  [1, 3, 5].map((at) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) * opacity).concat(opacity)

/** Let everything that moves glide over the wall's map. */
export function useWallFleet(map: Map | null): FleetRows {
  const { stream, unit } = useWall()
  const { palette } = useLook()
  const [rows] = useState(() => new FleetRows())
  useEffect(() => stream.onFleet((bytes, first) => rows.take(bytes, first)), [stream, rows])
  useEffect(() => {
    if (!map) return
    const layer = new FleetLayer(rows, { vehicle: colour(palette.map.vehicle, 1), tail: colour(palette.map.tail, 0.7) }, unit)
    map.addLayer(layer, 'wall-case')
    const off = stream.onFleet(() => layer.outdate())
    return () => {
      off()
      if (map.getLayer(layer.id)) map.removeLayer(layer.id)
    }
  }, [map, stream, rows, palette, unit])
  return rows
}
