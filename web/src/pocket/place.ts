import { useEffect, useState } from 'react'
import { remember, remembered, type Spot } from './store'

const OLD_MS = 10 * 60_000
const RADIUS_M = 6_371_008.8
const rad = (degrees: number): number => (degrees * Math.PI) / 180

/** Metres from one place to another along the ground. */
export function apartM(one: Spot, other: Spot): number {
  const [a, b] = [rad(one.lat), rad(other.lat)]
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(rad(other.lon - one.lon) / 2) ** 2
  return 2 * RADIUS_M * Math.asin(Math.sqrt(half))
}

/** Which way another place lies, in degrees from north. */
export function bearing(from: Spot, to: Spot): number {
  const [a, b, turn] = [rad(from.lat), rad(to.lat), rad(to.lon - from.lon)]
  const east = Math.sin(turn) * Math.cos(b)
  const north = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(turn)
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360
}

/** Which of eight winds a bearing is: 0 north, 1 north-east, … */
export const windOf = (degrees: number): number => Math.round(degrees / 45) % 8

/** Where the telephone is now, or was minutes ago; none if it may or can not say. */
export const here = async (): Promise<Spot | null> => (await asked()) ?? (await lately())

async function lately(): Promise<Spot | null> {
  const known = await remembered<Spot & { at: number }>('spot')
  return known && Date.now() - known.at < OLD_MS ? { lon: known.lon, lat: known.lat } : null
}

const asked = (): Promise<Spot | null> =>
  new Promise((give) => {
    if (!('geolocation' in navigator)) return give(null)
    const found = ({ coords }: GeolocationPosition) => {
      const spot = { lon: coords.longitude, lat: coords.latitude }
      void remember('spot', { ...spot, at: Date.now() })
      give(spot)
    }
    navigator.geolocation.getCurrentPosition(found, () => give(null), { enableHighAccuracy: true, timeout: 8000, maximumAge: 30_000 })
  })

/** Where the telephone was seen last, asked again whenever it is looked at. */
export function useHere(): Spot | null {
  const [spot, setSpot] = useState<Spot | null>(null)
  useEffect(() => {
    let going = true
    const ask = async () => {
      const known = await lately()
      if (going && known) setSpot(known)
      const now = await here()
      if (going && now) setSpot(now)
    }
    const looked = () => void (document.visibilityState === 'visible' && ask())
    void ask()
    document.addEventListener('visibilitychange', looked)
    return () => {
      going = false
      document.removeEventListener('visibilitychange', looked)
    }
  }, [])
  return spot
}
