import { expect, test } from 'vitest'
import { LEVELS, palettes, scaleOf, type, WALL } from './tokens'

function lightness(colour: string): number {
  const parts = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255)
  const [red, green, blue] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [light, dark] = [lightness(one), lightness(other)].toSorted((a, b) => b - a)
  return (light! + 0.05) / (dark! + 0.05)
}

test.each(Object.entries(palettes))('%s: what is written can be read', (_, of) => {
  for (const ground of [of.ground, of.surface, of.sunken]) {
    expect(contrast(of.text, ground)).toBeGreaterThanOrEqual(7)
    for (const said of [of.muted, of.accent, of.danger]) expect(contrast(said, ground)).toBeGreaterThanOrEqual(4.5)
  }
  expect(contrast(of.onAccent, of.accent)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(of.map.label, of.map.land)).toBeGreaterThanOrEqual(4.5)
  for (const level of LEVELS) expect(contrast(of.onLevel[level], of.level[level])).toBeGreaterThanOrEqual(4.5)
})

test('a wall is read from ten metres, a desk is left alone', () => {
  expect(scaleOf(6656, 1792) * type.body).toBeGreaterThanOrEqual(1792 / WALL.lines)
  expect(scaleOf(1920, 1080)).toBe(1)
})
