import { LEVELS } from '../tokens'

/** What a plan may name for its map, in the order of the legend. */
export const LAYERS = ['alerts', 'cases', 'devices', 'people', 'areas'] as const
export type LayerName = (typeof LAYERS)[number]

/** The layers that are shown first: those the plan names; all where it names none. */
export function shownFirst(named: readonly string[]): ReadonlySet<LayerName> {
  const known = LAYERS.filter((one) => named.includes(one))
  return new Set(known.length ? known : LAYERS)
}

/** What the city's map hides when it shows only these; what people and cases are on it are found by its alerts. */
export function hiddenBy(shown: ReadonlySet<LayerName>, scenarioLayers: readonly string[]): string[] {
  return [
    ...(shown.has('alerts') || shown.has('cases') ? [] : LEVELS.map((level) => `level-${level}`)),
    ...(shown.has('devices') ? [] : ['vehicles', 'blind', ...scenarioLayers]),
    ...(shown.has('areas') ? [] : ['areas']),
  ]
}

/** The address of the city's map as the plan wants it seen. */
export function mapAddress(at: { lon: number; lat: number; zoom: number }, shown: ReadonlySet<LayerName>, scenarioLayers: readonly string[]): string {
  const hide = hiddenBy(shown, scenarioLayers).join(' ')
  const said = new URLSearchParams({ at: `${at.lon.toFixed(4)},${at.lat.toFixed(4)},${at.zoom.toFixed(2)}`, ...(hide && { hide }) })
  return `/?${said.toString()}`
}
