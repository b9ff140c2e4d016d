import type { GeoJSONSource, Map, MapGeoJSONFeature, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import type { Picked } from './address'
import { AREA_LEVELS } from './style'

const NEAR = 6

function around(event: MapMouseEvent): [[number, number], [number, number]] {
  const { x, y } = event.point
  return [
    [x - NEAR, y - NEAR],
    [x + NEAR, y + NEAR],
  ]
}

function under(map: Map, event: MapMouseEvent): MapGeoJSONFeature | undefined {
  const scenario = map.getLayersOrder().filter((id) => id.startsWith('scenario '))
  for (const layers of [['alert-cluster', 'alert'], ['vehicle'], scenario]) {
    const [found] = layers.length ? map.queryRenderedFeatures(around(event), { layers }) : []
    if (found) return found
  }
  return undefined
}

/** The smallest area drawn at a point. Lines do not fill, so it is asked of the sources. */
function areaAt(map: Map, event: MapMouseEvent): string | null {
  const layers = map.getLayer('land') ? ['land', 'district-hatch', 'street-hatch'] : []
  const found = map.queryRenderedFeatures(event.point, { layers }).map((one) => String(one.properties.code))
  return found.sort((a, b) => b.length - a.length)[0] ?? null
}

async function open(map: Map, cluster: MapGeoJSONFeature): Promise<void> {
  if (cluster.geometry.type !== 'Point') return
  const zoom = await map.getSource<GeoJSONSource>('alerts')!.getClusterExpansionZoom(Number(cluster.properties.cluster_id))
  map.easeTo({ center: cluster.geometry.coordinates as [number, number], zoom: Math.min(zoom + 0.2, 17) })
}

/** A click picks what lies under it, the most urgent first; a crowd opens. */
export function usePicking(map: Map | null, onPick: (picked: Picked | null) => void): void {
  const tell = useRef(onPick)
  tell.current = onPick
  useEffect(() => {
    if (!map) return
    const clicked = (event: MapMouseEvent) => {
      const found = under(map, event)
      if (found?.layer.id === 'alert-cluster') return void open(map, found)
      if (found?.layer.id === 'alert') return tell.current({ kind: 'alert', id: String(found.properties.id) })
      if (found?.layer.id === 'vehicle') return tell.current({ kind: 'vehicle', id: String(found.properties.subject) })
      if (found) return tell.current({ kind: 'thing', id: `${found.source}|${found.properties.name ?? found.properties.title ?? ''}` })
      const area = map.getZoom() >= AREA_LEVELS[0].labelFrom ? areaAt(map, event) : null
      tell.current(area ? { kind: 'area', id: area } : null)
    }
    const over = (event: MapMouseEvent) => {
      map.getCanvas().style.cursor = under(map, event) ? 'pointer' : ''
    }
    map.on('click', clicked)
    map.on('mousemove', over)
    return () => {
      map.off('click', clicked)
      map.off('mousemove', over)
    }
  }, [map])
}
