import { useQuery } from '@tanstack/react-query'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { useEffect, useState } from 'react'
import { useLive } from '../../api/live'
import { vehicles } from '../../api/queries'
import { Fleet } from './fleet'

const calm = matchMedia('(prefers-reduced-motion: reduce)')

/** How long to wait between two pictures of the fleet: a large fleet is drawn less often. */
const pause = (size: number): number => (calm.matches ? 1000 : size > 1500 ? 500 : size > 300 ? 200 : 66)

/** Let everything that moves glide on the map. */
export function useFleet(map: Map | null): Fleet {
  const { onMoved } = useLive()
  const { data } = useQuery(vehicles)
  const [fleet] = useState(() => new Fleet())

  useEffect(() => {
    if (data) fleet.tell(data, performance.now())
  }, [data, fleet])
  useEffect(() => onMoved((moved) => fleet.tell(moved, performance.now())), [fleet, onMoved])

  useEffect(() => {
    if (!map) return
    let timer: ReturnType<typeof setTimeout>
    let drawn = -1
    const draw = () => {
      const now = performance.now()
      if ((fleet.moving(now) || drawn !== fleet.size) && !document.hidden) {
        map.getSource<GeoJSONSource>('vehicles')?.setData(fleet.points(now))
        map.getSource<GeoJSONSource>('tails')?.setData(fleet.tails(now))
        drawn = fleet.size
      }
      timer = setTimeout(draw, pause(fleet.size))
    }
    draw()
    return () => clearTimeout(timer)
  }, [map, fleet])
  return fleet
}
