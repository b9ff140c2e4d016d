import { Marker, type Map } from 'maplibre-gl'
import type { AlertOut } from '../../api/generated/types.gen'
import { asLevel } from '../../kit/level'

/** A new alert pulses once; then it only stays. */
export function pulse(map: Map, alert: AlertOut): void {
  if (alert.lon === null || alert.lat === null) return
  const ring = document.createElement('span')
  ring.className = 'pulse'
  ring.style.setProperty('--colour', `var(--level-${asLevel(alert.warning)})`)
  const holder = document.createElement('div')
  holder.className = 'pulse-place'
  holder.append(ring)
  const marker = new Marker({ element: holder }).setLngLat([alert.lon, alert.lat]).addTo(map)
  ring.addEventListener('animationend', () => marker.remove())
}
