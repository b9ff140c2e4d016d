import { useQueryClient } from '@tanstack/react-query'
import { Map } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useLook } from '../../kit/theme'
import { FONT } from '../../tokens'
import { showAreas } from './areas'
import { addMarks } from './marks'
import { styleOf } from './style'
import './worker'
import type { View } from './address'

declare global {
  interface Window {
    __idle?: boolean // said for those who take pictures of this page
  }
}

/** The map of the city in the given element, ready to be drawn on; it begins anew with theme and size. */
export function useMap(element: RefObject<HTMLElement | null>, first: View | null, onView: (view: View) => void, still = false): Map | null {
  const client = useQueryClient()
  const { t } = useTranslation()
  const { palette, scale } = useLook()
  const [ready, setReady] = useState<{ map: Map; of: unknown[] } | null>(null)
  const start = useRef(first)
  const tell = useRef(onView)
  tell.current = onView
  const title = t('map.title')
  const of = [palette, scale, title, still]

  useEffect(() => {
    if (!element.current) return
    window.__idle = false
    const map = new Map({
      container: element.current,
      style: styleOf(palette, scale),
      localIdeographFontFamily: FONT,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      interactive: !still,
      fadeDuration: 120,
      center: start.current ? [start.current.lon, start.current.lat] : [107.8, 30.05],
      zoom: start.current?.zoom ?? 6.4,
      maxZoom: 18,
      maxCanvasSize: [8192, 8192],
      minZoom: 5,
      locale: { 'Map.Title': title },
    })
    map.touchZoomRotate.disableRotation()
    const moved = () => {
      const { lng, lat } = map.getCenter()
      start.current = { lon: lng, lat, zoom: map.getZoom() }
      tell.current(start.current)
      void showAreas(map, client)
    }
    map.on('load', () => {
      addMarks(map, palette)
      void showAreas(map, client).then(() => map.once('idle', () => (window.__idle = true)))
      map.on('moveend', moved)
      setReady({ map, of })
    })
    return () => {
      setReady(null)
      map.remove()
    }
  }, [element, client, palette, scale, title, still])
  return ready && ready.of.every((one, at) => one === of[at]) ? ready.map : null // one about to be replaced is drawn on no more
}
