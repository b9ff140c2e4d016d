import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { orderImprovement } from '../api/generated/sdk.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { useDuties } from '../decide/use-duties'
import { AreaSelect } from '../kit/area-select'
import { Moment } from '../kit/moment'
import { useMe } from '../people/session'
import { language } from '../words'
import { rhythms } from './reviews-api'

/** Duty watch, weekly dispatch, monthly assessment, quarterly review, spot-checks: what each left last, and when it comes next. */
export function Rhythms({ area, choose }: { area: string; choose: (area: string) => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(rhythms(area))
  return (
    <section aria-label={t('rhythms.title')}>
      <h2>
        {t('rhythms.title')} <span className="grow" />
        <AreaSelect value={area} label={t('mutes.area')} onChange={(code) => choose(code || '50')} whole={t('app.city')} />
      </h2>
      {data?.length === 0 && <p className="muted">{t('rhythms.not_here')}</p>}
      <ul className="rhythms">
        {data?.map((one) => (
          <li key={one.kind}>
            <b>{t(`rhythms.${one.kind}`)}</b>
            <span className="muted">
              {t('rhythms.next')} <Moment at={one.next_due} />
            </span>
            {one.last ? (
              <a href={`/api/briefs/${one.last.id}/pdf?language=${language()}`} aria-disabled={!one.last.printed}>
                {t('rhythms.last', { day: one.last.since })}
              </a>
            ) : (
              <span className="muted">{t('rhythms.none')}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What a weekly meeting orders: who does what by which day. It stands in the brief of the week, and in those after it until it is done. */
export function Order({ area }: { area: string }) {
  const { t } = useTranslation()
  const name = useNames()
  const duties = useDuties()
  const leads = useMe().posts.some((post) => post.duty === 'leader' && (post.area === '50' || area.startsWith(post.area)))
  const [said, setSaid] = useState({ what: '', owner: '', duty: '', due: '' })
  const order = useAct(() => ask(orderImprovement({ body: { ...said, area } })), () => setSaid({ ...said, what: '' }))
  if (!leads) return null
  return (
    <section aria-label={t('rhythms.order')}>
      <h2>{t('rhythms.order')}</h2>
      <p className="muted">{t('rhythms.order_what')}</p>
      <div className="row">
        <Input value={said.what} maxLength={1000} placeholder={t('reviews.to_improve')} aria-label={t('reviews.to_improve')} onChange={(event) => setSaid({ ...said, what: event.target.value })} />
        <Select showSearch={{ optionFilterProp: 'label' }} className="quarter" aria-label={t('rhythms.duty')} placeholder={t('rhythms.duty')} value={said.duty || undefined} options={duties.map((one) => ({ value: one, label: name(one) }))} onChange={(duty: string) => setSaid({ ...said, duty })} />
        <Input className="quarter" value={said.owner} aria-label={t('reviews.owner')} placeholder={t('reviews.owner')} onChange={(event) => setSaid({ ...said, owner: event.target.value.trim() })} />
        <Input className="day" type="date" value={said.due} aria-label={t('reviews.due_day')} onChange={(event) => setSaid({ ...said, due: event.target.value })} />
        <Button disabled={!said.what.trim() || !said.due || !said.owner || !said.duty} loading={order.isPending} onClick={() => order.mutate(undefined)}>
          {t('rhythms.do_order')}
        </Button>
      </div>
    </section>
  )
}
