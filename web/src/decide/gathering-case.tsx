import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { ask } from '../api/client'
import { openGathering } from '../api/generated/sdk.gen'
import type { CaseOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { useMe } from '../people/session'
import { ofCase } from './gatherings-api'
import { ACTIVATORS } from './plans-api'
import { useAct } from './use-act'
import './gatherings.css'

/** The gatherings about a case, and the way to open one. */
export function CaseGatherings({ of }: { of: CaseOut }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const me = useMe()
  const { data } = useQuery(ofCase(of.id))
  const act = useAct(
    () => ask(openGathering({ path: { case_id: of.id } })),
    (made) => void go(`/gatherings/${made.id}`),
  )
  const open = data?.some((one) => !one.closed)
  const ends = of.stage === 'done' || of.stage === 'void'
  const may = !ends && !open && me.posts.some((post) => ACTIVATORS.includes(post.duty) && of.area.startsWith(post.area))
  if (!data || (data.length === 0 && !may)) return null
  return (
    <section aria-label={t('pages.gatherings')}>
      <h2>
        {t('pages.gatherings')}
        {may && (
          <Button size="small" loading={act.isPending} onClick={() => act.mutate(undefined)}>
            {t('gatherings.open')}
          </Button>
        )}
      </h2>
      <ul className="gathering-lines">
        {data.map((one) => (
          <li key={one.id} className={one.closed ? 'is-over' : undefined}>
            <Link to={`/gatherings/${one.id}`}>{t(one.closed ? 'gatherings.look_in' : 'gatherings.enter')}</Link>
            <span className="muted number">
              {t('gatherings.counts', { came: one.came, called: one.called, decisions: one.decisions })} · <Moment at={one.opened} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
