import type { Feature, Point } from 'geojson'
import type { GeoJSONSource, Map } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertOut } from '../../api/generated/types.gen'
import { asLevel } from '../../kit/level'
import { useSubject } from '../../sense/alert-api'
import { pulse } from './pulse'

/** Put the open alerts on the map; one that was not there before pulses once. */
export function useAlerts(map: Map | null, alerts: AlertOut[] | undefined, hidden: ReadonlySet<string>): void {
  const { t } = useTranslation()
  const subject = useSubject()
  const known = useRef<Set<number> | null>(null)

  useEffect(() => {
    if (!map || !alerts) return
    const shown = alerts.filter((one) => one.lon !== null && one.lat !== null && !hidden.has(`level-${asLevel(one.warning)}`))
    const features = shown.map(
      (one): Feature<Point> => ({
        type: 'Feature',
        properties: { id: one.id, warning: asLevel(one.warning), title: `${one.drill ? `${t('drill.mark')} · ` : ''}${t(`level.${asLevel(one.warning)}`)} ${subject(one)}` },
        geometry: { type: 'Point', coordinates: [one.lon!, one.lat!] },
      }),
    )
    map.getSource<GeoJSONSource>('alerts')?.setData({ type: 'FeatureCollection', features })
    if (known.current) for (const one of shown) if (!known.current.has(one.id)) pulse(map, one)
    known.current = new Set([...(known.current ?? []), ...alerts.map((one) => one.id)])
  }, [map, alerts, hidden, t])
}
