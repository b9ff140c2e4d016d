import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { followCase, leaveCase } from '../api/generated/sdk.gen'
import type { PieceOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Moment } from '../kit/moment'
import { actsOf } from './acts-api'
import { useAct } from './use-act'
import './acts.css'

/** Who takes part in the case beside its lead, what it belongs to, and who follows it. */
export function Together({ of }: { of: number }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(actsOf(of))
  const turn = useAct(() => ask((data?.following ? leaveCase : followCase)({ path: { case_id: of } })))
  if (!data) return null
  const groups: [string, PieceOut[]][] = [
    ['whole', data.whole ? [data.whole] : []],
    ['pieces', data.pieces],
    ['into', data.into ? [data.into] : []],
    ['joined', data.joined],
  ]
  return (
    <section className="together">
      <h2>
        {t('together.title')}
        <Button size="small" loading={turn.isPending} onClick={() => turn.mutate(undefined)}>
          {t(data.following ? 'together.leave' : 'together.follow')}
        </Button>
      </h2>
      {data.parts.length > 0 && (
        <ul>
          {data.parts.map((one) => (
            <li key={`${one.duty}${one.area}`}>
              {t('case.who', { area: one.area_name || t('app.city'), duty: name(one.duty) })} <small className="muted">{t(`together.${one.how}`)}</small> <Moment at={one.since} />
            </li>
          ))}
        </ul>
      )}
      {groups.map(
        ([kind, pieces]) =>
          pieces.length > 0 && (
            <div key={kind}>
              <small className="muted">{t(`together.${kind}`)}</small>
              <ul>
                {pieces.map((one) => (
                  <li key={one.id}>
                    <Link to={`/cases/${one.id}`}>
                      #{one.id} {one.subject}
                    </Link>{' '}
                    <span className={`state ${one.state}`}>{name(`state.${one.state}`)}</span>
                  </li>
                ))}
              </ul>
            </div>
          ),
      )}
      <p className="muted">{data.followers.length ? t('together.followers', { who: data.followers.map((one) => one.name).join('、') }) : t('together.nobody')}</p>
    </section>
  )
}
