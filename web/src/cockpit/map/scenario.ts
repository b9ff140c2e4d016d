import type { LayerSpecification, Map } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import type { LayerOut } from '../../api/generated/types.gen'
import type { Palette } from '../../tokens'

const BEFORE = 'vehicle-tail'
const KINDS = ['site', 'route', 'pipe', 'sensor'] as const
type Kind = (typeof KINDS)[number]

const LABEL_FROM: Record<Kind, number> = { site: 11.5, route: 14, sensor: 15, pipe: 16 }

export const kindOf = (layer: LayerOut): Kind => KINDS.find((kind) => layer.style.startsWith(kind)) ?? 'site'
export const sourceOf = (layer: LayerOut): string => `scenario ${layer.scenario} ${layer.name}`
export const colourOf = (layer: LayerOut, palette: Palette): string => palette.map[kindOf(layer)]

const only = (shape: 'Polygon' | 'LineString' | 'Point') => ['==', ['geometry-type'], shape] as never

function parts(layer: LayerOut, palette: Palette, scale: number): LayerSpecification[] {
  const source = sourceOf(layer)
  const colour = colourOf(layer, palette)
  const width = 1.5 * scale
  const line = { 'line-color': colour, 'line-width': width, 'line-opacity': 0.85 }
  const dashed = layer.drawn ? { ...line, 'line-dasharray': [3, 2] } : line
  return [
    {
      id: `${source} fill`,
      type: 'fill',
      source,
      filter: only('Polygon'),
      paint: layer.drawn ? { 'fill-pattern': 'hatch-strong', 'fill-opacity': 0.6 } : { 'fill-color': colour, 'fill-opacity': 0.18 },
    },
    { id: `${source} line`, type: 'line', source, filter: ['!', only('Point')] as never, paint: dashed },
    {
      id: `${source} point`,
      type: 'circle',
      source,
      filter: only('Point'),
      minzoom: kindOf(layer) === 'sensor' ? 11.5 : 0,
      paint: {
        'circle-radius': 3.2 * scale,
        'circle-color': layer.drawn ? palette.map.land : colour,
        'circle-stroke-color': colour,
        'circle-stroke-width': 1.4 * scale,
      },
    },
    {
      id: `${source} label`,
      type: 'symbol',
      source,
      minzoom: LABEL_FROM[kindOf(layer)],
      layout: {
        'text-field': ['coalesce', ['get', 'title'], ['get', 'name'], ''],
        'text-size': 11 * scale,
        'text-offset': [0, 0.9],
        'text-anchor': 'top',
      },
      paint: { 'text-color': colour, 'text-halo-color': palette.map.halo, 'text-halo-width': 1.4 },
    },
  ]
}

/** Put a layer a scenario brings on the map, under what lives. */
export function addScenario(map: Map, layer: LayerOut, palette: Palette, scale: number): void {
  const source = sourceOf(layer)
  if (map.getSource(source)) return
  map.addSource(source, { type: 'geojson', data: layer.features as unknown as FeatureCollection })
  for (const part of parts(layer, palette, scale)) map.addLayer(part, BEFORE)
}

export const partsOf = (map: Map, source: string): string[] =>
  map.getLayersOrder().filter((id) => id.startsWith(`${source} `))
