import { expect, test } from 'vitest'
import { fitting, holding, within, type Line } from './policies-holding'

let id = 0
const line = (said: Partial<Line>): Line => ({ id: ++id, detector: '', warning: 0, area: '50', from_h: 0, to_h: 24, since: '2026-01-01', ...said })
const asked = { detector: 'pipes.leak', warning: 2, area: '500103001', day: '2026-03-02', hour: 23.5 }

test.each([
  [23.5, 22, 6, true],
  [12, 22, 6, false],
  [12, 0, 24, true],
  [6, 22, 6, false],
  [22, 22, 6, true],
])('hour %d from %d to %d: %s', (hour, from, to, lies) => expect(within(hour, from, to)).toBe(lies))

test.each<[string, Partial<Line>, Partial<Line>]>([
  ['the detector before the area', { detector: 'pipes.leak' }, { area: '500103', warning: 2, from_h: 23, to_h: 24 }],
  ['the area before the level', { area: '500103' }, { warning: 2, from_h: 23, to_h: 24 }],
  ['the narrower area', { area: '500103001' }, { area: '500103', warning: 2 }],
  ['the level before the hour', { warning: 2 }, { from_h: 23, to_h: 24 }],
  ['the shorter hours, over midnight too', { from_h: 22, to_h: 6 }, { from_h: 0, to_h: 24 }],
  ['of equals the later day', { since: '2026-02-01' }, { since: '2026-01-01' }],
])('%s', (_, wins, loses) => {
  const [better, worse] = [line(wins), line(loses)]
  expect(holding([better, worse], asked)).toBe(better)
  expect(holding([worse, better], asked)).toBe(better)
})

test('of the same the newest line', () => {
  const [older, newer] = [line({}), line({})]
  expect(holding([newer, older], asked)).toBe(newer)
})

test('what does not fit does not hold', () => {
  const lines = [line({ detector: 'trucks.dumping' }), line({ warning: 3 }), line({ area: '500104' }), line({ from_h: 8, to_h: 18 }), line({ since: '2026-03-03' })]
  expect(fitting(lines, asked)).toEqual([])
  expect(holding(lines, asked)).toBeUndefined()
})
