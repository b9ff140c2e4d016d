import { queryOptions, useQueries, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { useEffect, useMemo, useState } from 'react'
import { ask } from '../../api/client'
import { coverage as read } from '../../api/generated/sdk.gen'
import type { CoverageOut } from '../../api/generated/types.gen'
import { CITY, inside } from '../../api/queries'
import { inView, type AreaProperties } from './areas'
import { AREA_LEVELS, EMPTY } from './style'

const AGAIN_MS = 60_000
const DEEPEST = 3 // communities: below them a device or two is a whole area

/** How many devices should speak in each area of a level, and how many are silent. */
export const coverage = (above: string, level: number) =>
  queryOptions({ queryKey: ['devices', 'coverage', above, level], queryFn: () => ask(read({ query: { above, level } })), refetchInterval: AGAIN_MS })

/** The level of the tree a code stands on; 0 is the city. */
export const levelOf = (code: string): number => AREA_LEVELS.findIndex(({ digits }) => digits === code.length) + 1

const levelAt = (zoom: number): number => Math.max(1, AREA_LEVELS.slice(0, DEEPEST).filter(({ from }) => zoom >= from).length)

/** What is asked for at a view: the level that is drawn, of the whole city or, far down, of the districts in view. */
function wantedAt(map: Map, client: QueryClient): string {
  const level = levelAt(map.getZoom())
  const districts = client.getQueryData<FeatureCollection>(inside(CITY).queryKey)?.features ?? []
  const above = level < DEEPEST ? [CITY] : inView(map, districts).map((one) => (one.properties as AreaProperties).code)
  return [level, ...above].join(' ')
}

function shaded(client: QueryClient, found: readonly CoverageOut[]): FeatureCollection {
  const known = new globalThis.Map(found.filter((one) => one.silent > 0).map((one) => [one.area, one]))
  const areas = client.getQueriesData<FeatureCollection>({ queryKey: ['inside'] }).flatMap(([, one]) => one?.features ?? [])
  const features = areas.flatMap((one) => {
    const of = known.get((one.properties as AreaProperties).code)
    return of ? [{ ...one, properties: { share: of.silent / of.expected } }] : []
  })
  return { type: 'FeatureCollection', features }
}

/** Shade the areas in which devices are silent, by their share, at the level the zoom asks for. */
export function useBlind(map: Map | null, shown: boolean): void {
  const client = useQueryClient()
  const [wanted, setWanted] = useState(`1 ${CITY}`)
  const [level, ...above] = wanted.split(' ')
  const asked = useQueries({ queries: above.map((code) => ({ ...coverage(code, Number(level)), enabled: shown })) })
  const answers = JSON.stringify(asked.map((one) => one.data ?? []))
  const found = useMemo(() => (JSON.parse(answers) as CoverageOut[][]).flat(), [answers])

  useEffect(() => {
    if (!map || !shown) return
    let drawn = ''
    const draw = () => {
      setWanted(wantedAt(map, client))
      const next = shaded(client, found)
      const sign = `${next.features.length} ${next.features.map((one) => one.properties!.share as number).join()}`
      if (sign === drawn) return
      drawn = sign
      map.getSource<GeoJSONSource>('blind')?.setData(next)
    }
    draw()
    map.on('idle', draw)
    return () => {
      map.off('idle', draw)
      if (map.style) map.getSource<GeoJSONSource>('blind')?.setData(EMPTY)
    }
  }, [map, client, shown, found])
}
