import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export interface View {
  lon: number
  lat: number
  zoom: number
}

export type Picked = { kind: 'alert' | 'vehicle' | 'area' | 'thing'; id: string }

function viewOf(text: string | null): View | null {
  const [lon, lat, zoom] = (text ?? '').split(',').map(Number)
  const good = [lon, lat, zoom].every((one) => Number.isFinite(one))
  return text && good ? { lon: lon!, lat: lat!, zoom: zoom! } : null
}

export const written = ({ lon, lat, zoom }: View): string => `${lon.toFixed(4)},${lat.toFixed(4)},${zoom.toFixed(2)}`

/** What is shown and picked stands in the address: a saved view is a link. */
export function useAddress() {
  const [params, setParams] = useSearchParams()
  const at = params.get('at')
  const hide = params.get('hide') ?? ''
  const pick = params.get('pick')
  const area = params.get('area')

  const set = useCallback(
    (changes: Record<string, string | null>) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now)
          for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  const hidden = useMemo(() => new Set(hide.split(' ').filter(Boolean)), [hide])
  const picked = useMemo<Picked | null>(() => {
    if (area) return { kind: 'area', id: area }
    const [kind, ...rest] = (pick ?? '').split(':')
    return rest.length ? ({ kind, id: rest.join(':') } as Picked) : null
  }, [pick, area])
  return { at, view: useMemo(() => viewOf(at), [at]), hidden, picked, set }
}
