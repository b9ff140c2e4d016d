import { useTranslation } from 'react-i18next'
import type { PlacedOut } from '../api/generated/types.gen'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'

/** Places of the month, adjusted for the mix of cases: who cannot be told apart shares one. */
export function RankingPane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const drill = useDrill()
  const pane = usePane<'ranking'>(of.name)
  const open = (group: string, title: string) =>
    pane && drill({ kind: 'counted', count: pane.part, per: 'month', by: pane.by, group, title })
  return (
    <Frame of={of} aside={<span className="aside">{t('wall.month')}</span>}>
      <ol className="ranking">
        {pane?.rows.map((row) => (
          <li key={row.group}>
            <button type="button" onClick={() => open(row.group, row.title)}>
              <b className="number spot">{row.place}</b>
              <span className="ranked">{row.title}</span>
              <span className="number share">{row.raw.toFixed(1)}%</span>
              <span className="rate-bar" aria-hidden>
                <i style={{ width: `${row.raw}%` }} />
              </span>
              <small className="number">{t('wall.of', { part: Math.round((row.raw * row.cases) / 100), whole: row.cases })}</small>
            </button>
          </li>
        ))}
        {pane?.rows.length === 0 && <li className="quiet">{t('wall.no_ranking')}</li>}
      </ol>
    </Frame>
  )
}
