import { AimOutlined, DeleteOutlined, UndoOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Map, MapMouseEvent } from 'maplibre-gl'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { layers as brought, vehicles as moving } from '../api/queries'
import { watched } from '../cockpit/map/first-view'
import { addPolygons, boxOf, showPolygons } from '../cockpit/map/polygons'
import { useMap } from '../cockpit/map/use-map'
import { useLook } from '../kit/theme'

type Corner = [number, number]

const LEAST = 3
const NEAR_PX = 10

interface Of {
  corners: Corner[]
  onChange: (corners: Corner[]) => void
}

const rounded = (one: number) => Math.round(one * 1e6) / 1e6

/** How far a click is from a corner on the screen. */
function apart(map: Map, event: MapMouseEvent, corner: Corner): number {
  const at = map.project(corner)
  return Math.hypot(at.x - event.point.x, at.y - event.point.y)
}

/** A fence drawn on the city's own map: a click is a corner, a double click or the first corner again closes it. */
export default function FenceMap({ corners, onChange }: Of) {
  const { t } = useTranslation()
  const element = useRef<HTMLDivElement>(null)
  const { palette, scale } = useLook()
  const [drawing, setDrawing] = useState(corners.length < LEAST)
  const map = useMap(element, null, useCallback(() => undefined, []))
  const [vehicles, layers] = [useQuery(moving), useQuery(brought)]
  const now = useRef({ corners, onChange, drawing })
  now.current = { corners, onChange, drawing }

  useEffect(() => {
    if (!map) return
    addPolygons(map, palette, scale)
    map.doubleClickZoom.disable()
    map.on('click', (event) => {
      const { corners: known, onChange: tell, drawing: open } = now.current
      const [first, last] = [known[0], known.at(-1)]
      if (!open || (last && apart(map, event, last) < 3)) return
      if (first && known.length >= LEAST && apart(map, event, first) < NEAR_PX) return setDrawing(false)
      tell([...known, [rounded(event.lngLat.lng), rounded(event.lngLat.lat)]])
    })
    map.on('dblclick', () => now.current.corners.length >= LEAST && setDrawing(false))
  }, [map, palette, scale])

  useEffect(() => {
    if (!map?.getSource('rings')) return
    showPolygons(map, [corners], corners, !drawing)
    map.getCanvas().style.cursor = drawing ? 'crosshair' : ''
  }, [map, corners, drawing])

  useEffect(() => {
    const { corners: known } = now.current
    const box = known.length ? boxOf([known]) : vehicles.data && layers.data && watched(vehicles.data, layers.data, [])
    if (map && box) map.fitBounds(box, { padding: 48, maxZoom: 15, animate: false })
  }, [map, vehicles.data, layers.data])

  const begin = (next: Corner[]) => {
    setDrawing(true)
    onChange(next)
  }
  const missing = LEAST - corners.length
  return (
    <div className="fence-draw">
      <div ref={element} className="fence-map" role="application" aria-label={t('draft.fence')} />
      <div className="fence-acts">
        <Button size="small" icon={<AimOutlined />} disabled={!drawing || missing > 0} onClick={() => setDrawing(false)}>
          {t('draft.fence_close')}
        </Button>
        <Button size="small" icon={<UndoOutlined />} disabled={!corners.length} onClick={() => begin(corners.slice(0, -1))}>
          {t('draft.fence_undo')}
        </Button>
        <Button size="small" icon={<DeleteOutlined />} disabled={!corners.length} onClick={() => begin([])}>
          {t('draft.fence_clear')}
        </Button>
        <small className="muted number" role="status">
          {drawing ? (missing > 0 ? t('draft.fence_more', { count: missing }) : t('draft.fence_open', { count: corners.length })) : t('draft.fence_closed', { count: corners.length })}
        </small>
      </div>
    </div>
  )
}
