import { expect, test } from 'vitest'
import { FLOATS, FleetRows } from './fleet-rows'

function row(number: number, lon: number, lat: number, heading = 65_535): Uint8Array {
  const view = new DataView(new ArrayBuffer(16))
  view.setInt32(0, number, true)
  view.setInt32(4, Math.round(lon * 1e6), true)
  view.setInt32(8, Math.round(lat * 1e6), true)
  view.setUint16(14, heading, true)
  return new Uint8Array(view.buffer)
}

const x = (lon: number) => (lon + 180) / 360
const y = (lat: number) => (180 - (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))) / 360

test('a vehicle glides from where it is seen to where it said it is', () => {
  let now = 100
  const rows = new FleetRows(() => now)
  rows.take(row(7, 106.5, 29.5), true)
  now = 110
  rows.take(row(7, 106.6, 29.5), false)
  expect(rows.size).toBe(1)
  now = 115 // half of the ten seconds that the report took to come
  expect(rows.near(x(106.55), y(29.5), 1e-7)).toBe(7)
  now = 130
  expect(rows.near(x(106.6), y(29.5), 1e-7)).toBe(7)
  expect(rows.near(x(106.55), y(29.5), 1e-7)).toBeNull()
})

test('who says no heading heads where it goes, and keeps that when it stands', () => {
  let now = 0
  const rows = new FleetRows(() => now)
  rows.take(row(1, 106.5, 29.5), true)
  expect(rows.data[6]).toBe(-1)
  now = 10
  rows.take(row(1, 106.6, 29.5), false)
  expect(rows.data[6]).toBeCloseTo(Math.PI / 2) // east
  now = 30
  rows.take(row(1, 106.6, 29.5), false)
  expect(rows.data[6]).toBeCloseTo(Math.PI / 2)
})

test('twenty thousand are taken in within the time of a frame', () => {
  const rows = new FleetRows()
  const bytes = new Uint8Array(20_000 * 16)
  for (let one = 0; one < 20_000; one++) bytes.set(row(one, 106 + one * 1e-5, 29.5), one * 16)
  rows.take(bytes, true)
  const began = performance.now()
  rows.take(bytes, false)
  expect(performance.now() - began).toBeLessThan(50)
  expect(rows.size).toBe(20_000)
  expect(rows.data.length).toBeGreaterThanOrEqual(20_000 * FLOATS)
})
