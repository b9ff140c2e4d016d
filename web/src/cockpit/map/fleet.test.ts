import { expect, test } from 'vitest'
import { bearing, Fleet } from './fleet'

const report = (second: number, lon: number, lat = 29) => ({
  subject: 'a',
  at: new Date(second * 1000).toISOString(),
  lon,
  lat,
  speed: 50,
  heading: null,
})

test('a vehicle glides to its last report in the time the report took to come', () => {
  const fleet = new Fleet()
  fleet.tell([report(0, 106)], 0)
  fleet.tell([report(2, 106.002)], 2000)
  expect(fleet.points(3000).features[0]!.geometry.coordinates[0]).toBeCloseTo(106.001, 6)
  expect(fleet.points(9000).features[0]!.geometry.coordinates[0]).toBeCloseTo(106.002, 6)
  expect(fleet.points(3000).features[0]!.properties!.heading).toBeCloseTo(90, 3)
})

test('an old or doubled report moves nothing', () => {
  const fleet = new Fleet()
  fleet.tell([report(5, 106)], 0)
  fleet.tell([report(5, 107), report(4, 108)], 1000)
  expect(fleet.points(9000).features[0]!.geometry.coordinates).toEqual([106, 29])
})

test('north is 0, south 180', () => {
  expect(bearing([106, 29], [106, 30])).toBeCloseTo(0)
  expect(Math.abs(bearing([106, 30], [106, 29]))).toBeCloseTo(180)
})
