import type { Feature, FeatureCollection, LineString, Point } from 'geojson'
import type { VehicleOut } from '../../api/generated/types.gen'

type Place = [number, number]

const TAIL_MS = 180_000 // how long ago a tail begins
const TAIL_MOST = 90 // places in a tail
const LEAST_MS = 400
const MOST_MS = 12_000

interface Trace {
  place: Place
  at: number
}

interface Moving {
  vehicle: VehicleOut
  from: Place
  to: Place
  began: number
  arrives: number
  heading: number
  tail: Trace[]
}

/** Degrees from north of the way from one place to the other. */
export function bearing(from: Place, to: Place): number {
  const east = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180)
  return (Math.atan2(east, to[1] - from[1]) * 180) / Math.PI
}

function at(moving: Moving, now: number): Place {
  const share = Math.min(1, Math.max(0, (now - moving.began) / Math.max(1, moving.arrives - moving.began)))
  const [[x, y], [toX, toY]] = [moving.from, moving.to]
  return [x + (toX - x) * share, y + (toY - y) * share]
}

/** All that moves, and where it is between two reports: it glides to the last one in the time the report took to come. */
export class Fleet {
  private all = new Map<string, Moving>()

  tell(vehicles: VehicleOut[], now: number): void {
    for (const vehicle of vehicles) {
      const known = this.all.get(vehicle.subject)
      const to: Place = [vehicle.lon, vehicle.lat]
      if (!known) {
        const heading = vehicle.heading ?? 0
        this.all.set(vehicle.subject, { vehicle, from: to, to, began: now, arrives: now, heading, tail: [{ place: to, at: Date.parse(vehicle.at) }] })
        continue
      }
      const took = Date.parse(vehicle.at) - Date.parse(known.vehicle.at)
      if (took <= 0) continue
      const from = at(known, now)
      const still = Math.abs(from[0] - to[0]) + Math.abs(from[1] - to[1]) < 1e-7
      const heading = vehicle.heading ?? (still ? known.heading : bearing(from, to))
      const arrives = now + Math.min(MOST_MS, Math.max(LEAST_MS, took))
      const seen = Date.parse(vehicle.at)
      const tail = [...known.tail.filter((one) => one.at > seen - TAIL_MS), { place: to, at: seen }].slice(-TAIL_MOST)
      this.all.set(vehicle.subject, { vehicle, from, to, began: now, arrives, heading, tail })
    }
  }

  get(subject: string): VehicleOut | undefined {
    return this.all.get(subject)?.vehicle
  }

  get size(): number {
    return this.all.size
  }

  moving(now: number): boolean {
    return [...this.all.values()].some((one) => one.arrives > now - 1000)
  }

  points(now: number): FeatureCollection<Point> {
    const features = [...this.all.values()].map(
      (one): Feature<Point> => ({
        type: 'Feature',
        properties: { subject: one.vehicle.subject, heading: one.heading },
        geometry: { type: 'Point', coordinates: at(one, now) },
      }),
    )
    return { type: 'FeatureCollection', features }
  }

  tails(now: number): FeatureCollection<LineString> {
    const features = [...this.all.values()]
      .filter((one) => one.tail.length > 1)
      .map(
        (one): Feature<LineString> => ({
          type: 'Feature',
          properties: {},
          geometry: { type: 'LineString', coordinates: [...one.tail.slice(0, -1).map((trace) => trace.place), at(one, now)] },
        }),
      )
    return { type: 'FeatureCollection', features }
  }
}
