/** What moves, as columns for the graphics card: from, to, when it set out and how long it takes, and where it heads. */

export const FLOATS = 7
const BYTES = 16 // of a row on the wire: number, longitude, latitude, speed, heading
const MICRO = 1e6
const UNSAID = 65_535
const SCALE = 1 / 4096 // of the world's width: what is near the origin is told in parts of it
const LEAST_S = 0.4
const MOST_S = 12
const GONE_S = 300

const xOf = (lon: number): number => (lon + 180) / 360
const yOf = (lat: number): number => (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))) / 360

export class FleetRows {
  data = new Float32Array(FLOATS * 1024)
  size = 0
  origin = { x: xOf(106.55), y: yOf(29.56), scale: SCALE }
  private places = new Map<number, number>()
  private numbers: number[] = []
  private until = 0
  private readonly began: number

  constructor(private readonly time: () => number = () => performance.now() / 1000) {
    this.began = time()
  }

  /** Seconds since this began: small, so that floats hold it. */
  get clock(): number {
    return this.time() - this.began
  }

  get moving(): boolean {
    return this.clock < this.until
  }

  /** Take in rows as the server writes them; the first ones say all there is. */
  take(bytes: Uint8Array, first: boolean): void {
    if (first) this.clear()
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const now = this.clock
    for (let at = 0; at + BYTES <= bytes.byteLength; at += BYTES) {
      const heading = view.getUint16(at + 14, true)
      const x = (xOf(view.getInt32(at + 4, true) / MICRO) - this.origin.x) / SCALE
      const y = (yOf(view.getInt32(at + 8, true) / MICRO) - this.origin.y) / SCALE
      this.put(view.getInt32(at, true), x, y, heading === UNSAID ? null : (heading * Math.PI) / 180, now)
    }
    this.until = now + MOST_S
  }

  /** The number of the vehicle nearest to a place of the world, if one is within so much of its width. */
  near(x: number, y: number, within: number): number | null {
    const [mx, my, now] = [(x - this.origin.x) / SCALE, (y - this.origin.y) / SCALE, this.clock]
    let best = (within / SCALE) ** 2
    let found: number | null = null
    for (let place = 0; place < this.size; place++) {
      const at = this.at(place, now)
      const far = (at[0] - mx) ** 2 + (at[1] - my) ** 2
      if (far < best) [best, found] = [far, this.numbers[place]!]
    }
    return found
  }

  private clear(): void {
    this.places.clear()
    this.numbers = []
    this.size = 0
  }

  private at(place: number, now: number): [number, number] {
    const { data } = this
    const base = place * FLOATS
    const share = Math.min(1, Math.max(0, (now - data[base + 4]!) / Math.max(0.001, data[base + 5]!)))
    return [data[base]! + (data[base + 2]! - data[base]!) * share, data[base + 1]! + (data[base + 3]! - data[base + 1]!) * share]
  }

  private put(number: number, x: number, y: number, heading: number | null, now: number): void {
    const known = this.places.get(number)
    const place = known ?? this.room(number)
    const base = place * FLOATS
    const { data } = this
    const from = known === undefined || now - data[base + 4]! > GONE_S ? ([x, y] as const) : this.at(place, now)
    const took = known === undefined ? 0 : Math.min(MOST_S, Math.max(LEAST_S, now - data[base + 4]!))
    const [dx, dy] = [x - from[0], y - from[1]]
    const still = dx * dx + dy * dy < 1e-10
    const before = known === undefined ? -1 : data[base + 6]!
    data[base] = from[0]
    data[base + 1] = from[1]
    data[base + 2] = x
    data[base + 3] = y
    data[base + 4] = now
    data[base + 5] = took
    data[base + 6] = heading ?? (still ? before : (Math.atan2(dx, -dy) + 2 * Math.PI) % (2 * Math.PI))
  }

  private room(number: number): number {
    if ((this.size + 1) * FLOATS > this.data.length) {
      const larger = new Float32Array(this.data.length * 2)
      larger.set(this.data)
      this.data = larger
    }
    this.places.set(number, this.size)
    this.numbers.push(number)
    return this.size++
  }
}
