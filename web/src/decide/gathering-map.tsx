import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource } from 'maplibre-gl'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { GatheringPage } from '../api/generated/types.gen'
import { useMap } from '../cockpit/map/use-map'
import { useLook } from '../kit/theme'

/** Where it is, with the open cases of its street and the members who said where they are. */
export default function GatheringMap({ of, lon, lat }: { of: GatheringPage; lon: number; lat: number }) {
  const { t } = useTranslation()
  const element = useRef<HTMLDivElement>(null)
  const { palette, scale } = useLook()
  const map = useMap(element, useMemo(() => ({ lon, lat, zoom: of.zoom }), [lon, lat, of.zoom]), useCallback(() => undefined, []))
  const data = useMemo(
    (): FeatureCollection => ({
      type: 'FeatureCollection',
      features: [{ kind: 'here', lon, lat }, ...(of.around ?? [])].map((one) => ({ type: 'Feature', properties: { kind: one.kind }, geometry: { type: 'Point', coordinates: [one.lon, one.lat] } })),
    }),
    [of.around, lon, lat],
  )
  useEffect(() => {
    if (!map) return
    const known = map.getSource('gathering') as GeoJSONSource | undefined
    if (known) {
      known.setData(data)
      return
    }
    map.addSource('gathering', { type: 'geojson', data })
    const colour = ['match', ['get', 'kind'], 'here', palette.danger, 'member', palette.accent, palette.muted]
    const paint = { 'circle-radius': ['match', ['get', 'kind'], 'here', 9 * scale, 6 * scale], 'circle-color': colour, 'circle-stroke-color': palette.map.halo, 'circle-stroke-width': 2 * scale }
    map.addLayer({ id: 'gathering', type: 'circle', source: 'gathering', paint: paint as never })
  }, [map, data, palette, scale])
  const count = (kind: string) => of.around.filter((one) => one.kind === kind).length
  return (
    <section aria-label={t('gatherings.map')}>
      <div ref={element} className="gathering-map" />
      <p className="gathering-legend muted">
        <span className="is-here">{t('gatherings.here')}</span>
        <span className="is-member">{t('gatherings.members_on_map', { count: count('member') })}</span>
        <span>{t('gatherings.cases_on_map', { count: count('case') })}</span>
      </p>
    </section>
  )
}
