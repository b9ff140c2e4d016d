import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { LEVELS, type Palette } from '../../tokens'

export const EMPTY = { type: 'FeatureCollection' as const, features: [] }

/** The levels of the tree of areas that are drawn, the zoom from which each is, and how it is written. */
export const AREA_LEVELS = [
  { name: 'district', from: 0, labelFrom: 6.2, size: 13, digits: 6 },
  { name: 'street', from: 9.4, labelFrom: 11, size: 12, digits: 9 },
  { name: 'community', from: 12.4, labelFrom: 13.2, size: 11, digits: 12 },
  { name: 'grid', from: 14.2, labelFrom: 15.4, size: 10, digits: 15 },
] as const
export type AreaLevel = (typeof AREA_LEVELS)[number]['name']

const WIDTH: Record<AreaLevel, number> = { district: 1.2, street: 1, community: 0.8, grid: 0.7 }
const HATCHED: readonly AreaLevel[] = ['district', 'street']
const DRAWN = ['==', ['get', 'drawn'], true] as const
const SURVEYED = ['!=', ['get', 'drawn'], true] as const

function areaLayers(palette: Palette, scale: number): LayerSpecification[] {
  return [...AREA_LEVELS].reverse().flatMap(({ name, from }) => {
    const common = { source: name, minzoom: from }
    const paint = { 'line-color': palette.map[name], 'line-width': WIDTH[name] * scale }
    const lines = [
      { id: `${name}-line`, type: 'line', ...common, filter: SURVEYED, paint },
      { id: `${name}-dash`, type: 'line', ...common, filter: DRAWN, paint: { ...paint, 'line-dasharray': [4, 3] } },
    ]
    const hatch = { id: `${name}-hatch`, type: 'fill', ...common, filter: DRAWN, paint: { 'fill-pattern': 'hatch' } }
    return (HATCHED.includes(name) ? [hatch, ...lines] : lines) as unknown as LayerSpecification[]
  })
}

/** Where devices are silent: darker with their share, and crossed from a half on. */
function blindLayers(palette: Palette): LayerSpecification[] {
  const darkness = ['interpolate', ['linear'], ['get', 'share'], 0, 0.08, 0.5, 0.3, 1, 0.5] as never
  return [
    { id: 'blind', type: 'fill', source: 'blind', paint: { 'fill-color': palette.map.blind, 'fill-opacity': darkness } },
    { id: 'blind-cross', type: 'fill', source: 'blind', filter: ['>=', ['get', 'share'], 0.5], paint: { 'fill-pattern': 'cross' } },
  ]
}

function labelLayers(palette: Palette, scale: number): LayerSpecification[] {
  return AREA_LEVELS.map(({ name, labelFrom, size }) => ({
    id: `${name}-label`,
    type: 'symbol',
    source: `${name}-points`,
    minzoom: labelFrom,
    layout: {
      'text-field': ['get', 'name'],
      'text-size': size * scale,
      'text-letter-spacing': name === 'district' ? 0.12 : 0,
      'text-max-width': 9,
      'text-padding': 6,
    },
    paint: {
      'text-color': name === 'district' ? palette.map.label : palette.map.quietLabel,
      'text-halo-color': palette.map.halo,
      'text-halo-width': 1.4,
    },
  }))
}

function vehicleLayers(palette: Palette, scale: number): LayerSpecification[] {
  const size = ['interpolate', ['linear'], ['zoom'], 7, 0.35 * scale, 10, 0.6 * scale, 12, 0.8 * scale, 15, 1.15 * scale]
  return [
    {
      id: 'vehicle-tail',
      type: 'line',
      source: 'tails',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.map.tail, 'line-width': 1.6 * scale, 'line-opacity': 0.55 },
    },
    {
      id: 'vehicle',
      type: 'symbol',
      source: 'vehicles',
      layout: {
        'icon-image': 'arrow',
        'icon-rotate': ['get', 'heading'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-size': size as never,
      },
    },
    {
      id: 'vehicle-label',
      type: 'symbol',
      source: 'vehicles',
      minzoom: 13,
      layout: { 'text-field': ['get', 'subject'], 'text-size': 11 * scale, 'text-offset': [0, 1.1], 'text-anchor': 'top', 'text-max-width': 30 },
      paint: { 'text-color': palette.map.label, 'text-halo-color': palette.map.halo, 'text-halo-width': 1.4 },
    },
  ]
}

const byLevel = (property: string, values: Record<number, string>) =>
  ['match', ['get', property], ...LEVELS.flatMap((level) => [level, values[level]!]), values[4]!] as never

function alertLayers(palette: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'alert-cluster',
      type: 'symbol',
      source: 'alerts',
      filter: ['has', 'point_count'],
      layout: {
        'icon-image': ['concat', 'crowd-', ['get', 'worst']],
        'icon-allow-overlap': true,
        'icon-size': scale,
        'text-field': ['get', 'point_count'],
        'text-size': 14 * scale,
        'text-allow-overlap': true,
        'text-offset': ['match', ['get', 'worst'], 2, ['literal', [0, 0.35]], ['literal', [0, 0]]],
      },
      paint: { 'text-color': byLevel('worst', palette.onLevel) },
    },
    {
      id: 'alert',
      type: 'symbol',
      source: 'alerts',
      filter: ['!', ['has', 'point_count']],
      layout: {
        'icon-image': ['concat', 'level-', ['get', 'warning']],
        'icon-allow-overlap': true,
        'icon-size': scale,
        'text-field': ['step', ['zoom'], '', 9.5, ['get', 'title']],
        'text-size': 12 * scale,
        'text-anchor': 'left',
        'text-offset': [1.1, 0],
        'text-max-width': 30,
        'text-optional': true,
      },
      paint: { 'text-color': palette.text, 'text-halo-color': palette.map.halo, 'text-halo-width': 1.6 },
    },
  ]
}

/** The city's own quiet style. No tiles, no glyph server: labels come from the device's fonts. */
export function styleOf(palette: Palette, scale: number): StyleSpecification {
  const empty = { type: 'geojson' as const, data: EMPTY }
  const areas = AREA_LEVELS.flatMap(({ name }) => [
    [name, empty],
    [`${name}-points`, empty],
  ])
  const alerts = {
    ...empty,
    cluster: true,
    clusterRadius: 34 * scale,
    clusterMaxZoom: 14,
    clusterProperties: { worst: ['min', ['get', 'warning']] },
  }
  return {
    version: 8,
    sources: { ...Object.fromEntries(areas), vehicles: empty, tails: empty, alerts, picked: empty, blind: empty },
    layers: [
      { id: 'outside', type: 'background', paint: { 'background-color': palette.map.outside } },
      { id: 'land', type: 'fill', source: 'district', paint: { 'fill-color': palette.map.land } },
      ...blindLayers(palette),
      ...areaLayers(palette, scale),
      ...vehicleLayers(palette, scale),
      ...labelLayers(palette, scale),
      { id: 'picked', type: 'line', source: 'picked', paint: { 'line-color': palette.accent, 'line-width': 2 * scale } },
      ...alertLayers(palette, scale),
    ],
  }
}
