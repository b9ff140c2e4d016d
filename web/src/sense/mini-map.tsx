import { useCallback, useMemo, useRef } from 'react'
import type { AlertOut } from '../api/generated/types.gen'
import { useAlerts } from '../cockpit/map/use-alerts'
import { useMap } from '../cockpit/map/use-map'

const NONE: ReadonlySet<string> = new Set()

/** Where it was, on the city's own map; still. */
export default function MiniMap({ alert, lon, lat }: { alert: AlertOut; lon: number; lat: number }) {
  const element = useRef<HTMLDivElement>(null)
  const map = useMap(element, { lon, lat, zoom: 13 }, useCallback(() => undefined, []), true)
  useAlerts(map, useMemo(() => [alert], [alert]), NONE)
  return <div ref={element} className="mini-map" />
}
