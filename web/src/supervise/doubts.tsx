import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DoubtOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { useSpoken } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { AskedBar, LEVELS, useAsked } from './asked'
import { doubted, doubts, useGroups } from './supervise-api'
import './supervise.css'

export const ODD = ['early', 'unseen', 'pieces', 'redated', 'copied', 'alike', 'again', 'bunched'] as const

/** What in the record of cases somebody should look at. It leads to cases and changes no score. */
export default function Doubts() {
  const { t } = useTranslation()
  const [asked, change, params] = useAsked('whole')
  const [group, odd] = [params.get('group') ?? '', params.get('odd') ?? '']
  const title = useGroups()
  const { data: counts } = useQuery(doubted(asked))
  const { data, error, refetch } = useQuery(doubts(asked, group, odd))
  const whole = (kind: string) => (counts ?? []).filter((one) => !group || one.group === group).reduce((sum, one) => sum + ((one.doubted as Record<string, number>)[kind] ?? 0), 0)
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.doubts')}</h1>
        <p className="muted grow">{t('supervise.doubts_what')}</p>
      </header>
      <AskedBar asked={asked} change={change} among={LEVELS} />
      <div className="supervise-body">
        <nav className="yardstick-list" aria-label={t('pages.doubts')}>
          {['', ...ODD].map((kind) => (
            <button key={kind} type="button" aria-pressed={odd === kind} onClick={() => change({ odd: kind })}>
              <span>
                {kind ? t(`doubt.${kind}`) : t('supervise.all')}
                {kind && <small className="muted block">{t(`doubt.${kind}_what`)}</small>}
              </span>
              {kind && <b className="number">{whole(kind)}</b>}
            </button>
          ))}
        </nav>
        <section aria-label={t('pages.doubts')}>
          <h2>
            {group ? title({ group, title: '' }, asked.by, asked.area) : ''} {odd && t(`doubt.${odd}`)} {data && <small className="number">{data.length}</small>}
            {group && (
              <button type="button" className="drill" onClick={() => change({ group: '' })}>
                {t('supervise.everyone')}
              </button>
            )}
          </h2>
          {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : data.length === 0 ? <Empty>{t('supervise.no_doubts')}</Empty> : null}
          <ul className="lines">
            {data?.map((one, place) => (
              <li key={`${one.kind} ${one.case} ${one.other} ${place}`}>
                <Link to={`/cases/${one.case}`} className="number">
                  #{one.case}
                </Link>
                <span>
                  <b>{t(`doubt.${one.kind}`)}</b> <Says of={one} />
                </span>
                {one.other > 0 && (
                  <Link to={`/cases/${one.other}`} className="number">
                    {t('supervise.other_case', { id: one.other })}
                  </Link>
                )}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </main>
  )
}

function Says({ of }: { of: DoubtOut }) {
  const { t } = useTranslation()
  const { last } = useSpoken()
  const spans = ['early', 'unseen', 'redated', 'again', 'bunched']
  const amount = spans.includes(of.kind) ? last(of.number * 1000) : String(of.number)
  return <span className="muted">{t(`doubt.${of.kind}_says`, { ...of.about, amount, what: t(`doubt.of_${of.says.split(' ')[0]}`, { defaultValue: '' }) })}</span>
}
