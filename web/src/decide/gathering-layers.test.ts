import { expect, test } from 'vitest'
import { hiddenBy, mapAddress, shownFirst } from './gathering-layers'

test('a plan that names layers shows those, one that names none shows all', () => {
  expect([...shownFirst(['devices', 'cases', 'pipes'])]).toEqual(['cases', 'devices'])
  expect(shownFirst([]).size).toBe(5)
})

test('what a plan does not name is hidden on the map of the city', () => {
  expect(hiddenBy(shownFirst(['devices', 'cases']), ['pipes.network'])).toEqual(['areas'])
  expect(hiddenBy(shownFirst(['areas', 'people']), ['pipes.network'])).toEqual(['level-1', 'level-2', 'level-3', 'level-4', 'vehicles', 'blind', 'pipes.network'])
})

test('the address of the map says where and what is hidden', () => {
  expect(mapAddress({ lon: 106.556, lat: 29.556, zoom: 14 }, shownFirst(['alerts', 'devices', 'areas']), [])).toBe('/?at=106.5560%2C29.5560%2C14.00')
  expect(mapAddress({ lon: 1, lat: 2, zoom: 3 }, shownFirst(['areas']), ['a.b'])).toContain('hide=level-1+level-2')
})
