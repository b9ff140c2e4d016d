import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { GridLine } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { minded } from './people-api'

const SHOWN = 3

/** Responsibility grids: who answers on the spot for which grids by their posts, and where nobody or several do. */
export function Minded({ area, choose }: { area: string; choose: (grid: string) => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(minded(area))
  return (
    <section aria-label={t('minded.title')}>
      <h2>{t('minded.title')}</h2>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data && (
        <>
          <p className="muted number">{t('minded.counted', { of: data.grids, nobody: data.nobody, several: data.several })}</p>
          {data.minded.length === 0 && <Empty>{t('minded.none')}</Empty>}
          <ul className="lines">
            {data.minded.map((one) => (
              <li key={one.login}>
                <Link to={`/people/${one.login}`}>{one.name}</Link>
                <span>
                  {one.areas.slice(0, SHOWN).map((post) => post.area_name || t('app.city')).join('、')}
                  {one.areas.length > SHOWN && ` +${one.areas.length - SHOWN}`}
                </span>
                <small className="number muted">{t('minded.grids', { count: one.grids })}</small>
              </li>
            ))}
          </ul>
          {data.more && <p className="muted">{t('minded.more')}</p>}
          <Some of={data.doubly} title={t('minded.doubly')} choose={choose} />
          <Some of={data.without} title={t('minded.without')} choose={choose} />
        </>
      )}
    </section>
  )
}

function Some({ of, title, choose }: { of: GridLine[]; title: string; choose: (grid: string) => void }) {
  if (of.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <ul className="lines">
        {of.map((one) => (
          <li key={one.area}>
            <button type="button" className="linklike" onClick={() => choose(one.area)}>
              {one.area_name}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}
