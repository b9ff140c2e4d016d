import { useTranslation } from 'react-i18next'
import type { PlacedOut } from '../api/generated/types.gen'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'

/** A race of the month: place, points, and the place a month before. */
export function RacePane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const drill = useDrill()
  const pane = usePane<'race'>(of.name)
  const by = (group: string) => (group.length === 6 ? 'district' : 'street')
  return (
    <Frame of={of} aside={<span className="aside">{t('wall.month')}</span>}>
      <ol className="ranking">
        {pane?.rows.map((row) => (
          <li key={row.group} className={row.flag ? `flag-${row.flag}` : ''}>
            <button type="button" onClick={() => drill({ kind: 'counted', count: 'should_handle', per: 'month', by: by(row.group), group: row.group, title: row.title })}>
              <b className="number spot">{row.place || '–'}</b>
              <span className="ranked">{row.title}</span>
              <span className="number share">{row.total.toFixed(1)}</span>
              <span className="number before">{row.before ? t('wall.before', { place: row.before }) : ''}</span>
              <small className="number">{t('wall.cases', { count: row.cases })}</small>
            </button>
          </li>
        ))}
        {pane?.rows.length === 0 && <li className="quiet">{t('wall.no_ranking')}</li>}
      </ol>
    </Frame>
  )
}
