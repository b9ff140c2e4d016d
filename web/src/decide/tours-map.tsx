import { useTranslation } from 'react-i18next'
import type { ToursOut } from '../api/generated/types.gen'

export const TOUR_COLOURS = ['#2f6fde', '#c8322b', '#3a9a5b', '#a05bd0', '#d98200', '#0f8f9c', '#8a5a2b', '#c2478f']
const [WIDE, HIGH, EDGE] = [720, 420, 24]

/** The tours as lines on a plan drawn to scale, north up: numbers are the order, squares where crews begin. */
export function ToursMap({ of }: { of: ToursOut }) {
  const { t } = useTranslation()
  const points = of.tours.flatMap((tour) => [tour.start, tour.end, ...tour.stops.map((one): [number, number] => [one.lon, one.lat])])
  const [lons, lats] = [points.map((one) => one[0]), points.map((one) => one[1])]
  const [west, south] = [Math.min(...lons), Math.min(...lats)]
  const shrink = Math.cos((south * Math.PI) / 180)
  const scale = Math.min((WIDE - 2 * EDGE) / Math.max(1e-6, (Math.max(...lons) - west) * shrink), (HIGH - 2 * EDGE) / Math.max(1e-6, Math.max(...lats) - south))
  const at = ([lon, lat]: [number, number]): [number, number] => [EDGE + (lon - west) * shrink * scale, HIGH - EDGE - (lat - south) * scale]
  return (
    <svg className="tours-map" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={t('tours.map')}>
      {of.tours.map((tour, number) => {
        if (tour.stops.length === 0) return null
        const colour = TOUR_COLOURS[number % TOUR_COLOURS.length]
        const way = [tour.start, ...tour.stops.map((one): [number, number] => [one.lon, one.lat]), tour.end].map(at)
        const [x, y] = way[0]!
        return (
          <g key={tour.login}>
            <polyline points={way.map((one) => one.join(',')).join(' ')} fill="none" stroke={colour} strokeWidth={2} />
            <rect x={x - 6} y={y - 6} width={12} height={12} fill={colour} />
            {tour.stops.map((one, place) => {
              const [cx, cy] = way[place + 1]!
              return (
                <g key={one.task}>
                  <circle cx={cx} cy={cy} r={9} fill={colour} />
                  <text x={cx} y={cy} textAnchor="middle" dominantBaseline="central">
                    {place + 1}
                  </text>
                  <title>{`${tour.name} ${place + 1}: #${one.case} ${one.subject}`}</title>
                </g>
              )
            })}
          </g>
        )
      })}
    </svg>
  )
}
