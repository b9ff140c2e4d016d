import { useQueryClient } from '@tanstack/react-query'
import { Map, type LngLatBoundsLike } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { inside } from '../api/queries'
import { boxOf, showAreas } from '../cockpit/map/areas'
import '../cockpit/map/map.css'
import { addMarks } from '../cockpit/map/marks'
import { EMPTY, styleOf } from '../cockpit/map/style'
import '../cockpit/map/worker'
import { useLook } from '../kit/theme'
import { FONT, type Palette } from '../tokens'
import { useWall } from './use-wall'

const LAMPS = { red: '#c8322b', yellow: '#e0a800', green: '#3a9a5b' }
const SMALLEST_TEXT = 11 // of the map's style: on the wall it is as large as body text
const CITY_MIDDLE: [number, number] = [107.8, 30.05]

/** Open cases as small squares by the lamp of their clock, under the alerts. */
function addCases(map: Map, palette: Palette, scale: number): void {
  map.addSource('wall-cases', { type: 'geojson', data: EMPTY })
  map.addLayer(
    {
      id: 'wall-case',
      type: 'circle',
      source: 'wall-cases',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, 2.4 * scale, 13, 5 * scale],
        'circle-color': ['match', ['get', 'lamp'], 'red', LAMPS.red, 'yellow', LAMPS.yellow, LAMPS.green],
        'circle-stroke-color': palette.map.halo,
        'circle-stroke-width': scale,
      },
    },
    'alert-cluster',
  )
}

/** The map of the wall on the given element, and the way home to the whole of its area. */
export function useWallMap(element: RefObject<HTMLElement | null>, area: string | undefined): [Map | null, (quick?: boolean) => void] {
  const client = useQueryClient()
  const { t } = useTranslation()
  const { palette } = useLook()
  const { unit, scale: stage } = useWall()
  const [ready, setReady] = useState<Map | null>(null)
  const ratio = useRef(1)
  ratio.current = Math.min(2, Math.max(0.5, stage * devicePixelRatio))
  const title = t('map.title')

  useEffect(() => {
    if (!element.current) return
    window.__idle = false
    const scale = unit / SMALLEST_TEXT
    const map = new Map({
      container: element.current,
      style: styleOf(palette, scale),
      localIdeographFontFamily: FONT,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      center: CITY_MIDDLE,
      zoom: 7,
      minZoom: 5,
      maxZoom: 18,
      maxCanvasSize: [8192, 8192],
      pixelRatio: ratio.current,
      locale: { 'Map.Title': title },
    })
    map.touchZoomRotate.disableRotation()
    map.on('load', () => {
      addMarks(map, palette)
      addCases(map, palette, scale)
      map.on('moveend', () => void showAreas(map, client))
      void showAreas(map, client).then(() => map.once('idle', () => (window.__idle = true)))
      setReady(map)
    })
    return () => {
      setReady(null)
      map.remove()
    }
  }, [element, client, palette, unit, title])

  useEffect(() => {
    ready?.setPixelRatio(ratio.current)
  }, [ready, stage])

  const home = useCallback(
    async (quick = false) => {
      if (!ready || area === undefined) return
      const found = await client.ensureQueryData(inside(area)).catch(() => null)
      const boxes = found?.features.map(boxOf) ?? []
      if (!boxes.length) return
      const side = (at: 0 | 1 | 2 | 3) => boxes.map((one) => one[at])
      const bounds: LngLatBoundsLike = [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))]
      ready.fitBounds(bounds, { padding: unit * 1.5, animate: !quick, essential: true })
    },
    [ready, client, area, unit],
  )
  useEffect(() => void home(true), [home])
  const goHome = useCallback((quick?: boolean) => void home(quick), [home])
  return [ready, goHome]
}
