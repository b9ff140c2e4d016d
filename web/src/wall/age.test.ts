import { describe, expect, test } from 'vitest'
import { fitted, isStale } from './age'

describe('a wall on a screen', () => {
  test('fills the screen it was designed for', () => {
    expect(fitted({ width: 3840, height: 1080 }, { width: 3840, height: 1080 })).toEqual({ scale: 1, left: 0, top: 0 })
  })
  test('is whole on any other, with nothing drawn out of shape', () => {
    const { scale, left, top } = fitted({ width: 6656, height: 1792 }, { width: 1920, height: 1080 })
    expect(scale).toBeCloseTo(1920 / 6656)
    expect(left).toBeCloseTo(0)
    expect(top * 2 + 1792 * scale).toBeCloseTo(1080)
  })
})

describe('a number', () => {
  const at = '2026-03-02T08:00:00Z'
  const now = Date.parse(at)
  test('is believed for three of its cycles', () => {
    expect(isStale({ at, cycle_s: 300 }, now + 899_000)).toBe(false)
    expect(isStale({ at, cycle_s: 300 }, now + 901_000)).toBe(true)
  })
  test('of a short cycle is believed for two minutes', () => {
    expect(isStale({ at, cycle_s: 1 }, now + 119_000)).toBe(false)
  })
  test('of which nothing was ever read is not old', () => {
    expect(isStale({ at: null, cycle_s: 1 }, now)).toBe(false)
  })
})
