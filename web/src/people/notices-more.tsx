import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { pauseChannel, startChannel, subscribe, unmuteMatter, unsubscribe } from '../api/generated/sdk.gen'
import type { Occasion, SubscriptionOut } from '../api/generated/types.gen'
import { parameters, useAreaName, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { AreaSelect } from '../kit/area-select'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'
import { health, muted, subscriptions, useReread } from './notices-api'
import '../supervise/supervise.css'

const OCCASIONS: Occasion[] = [
  'case_dispatched', 'verification_asked', 'case_hastened', 'owner_pulled_in', 'case_returned', 'alert_raised', 'task_assigned', 'case_urged', 'plan_activated',
  'plan_level_changed', 'plan_stood_down', 'review_opened', 'improvement_agreed', 'improvement_late', 'brief_made', 'appeal_made', 'appeal_granted', 'appeal_refused',
]

/** What I want to be told besides, or not at all. */
export function Subscriptions() {
  const { t } = useTranslation()
  const { data } = useQuery(subscriptions)
  const reread = useReread()
  const [said, setSaid] = useState<{ occasion: Occasion | ''; area: string; least: number; tells: boolean }>({ occasion: '', area: '', least: 4, tells: true })
  const add = useAct(() => ask(subscribe({ body: { ...said, occasion: said.occasion || null } })), reread)
  const levels = [4, 3, 2, 1].map((value) => ({ value, label: value === 4 ? t('notices.any_level') : t('notices.level_from', { level: t(`level.${value}`) }) }))
  return (
    <section aria-label={t('notices.subscriptions')}>
      <h2>{t('notices.subscriptions')}</h2>
      <p className="muted">{t('notices.subscriptions_what')}</p>
      {data?.length === 0 && <Empty>{t('notices.no_subscriptions')}</Empty>}
      <ul className="mute-lines">
        {data?.map((one) => (
          <Subscribed key={one.id} of={one} />
        ))}
      </ul>
      <div className="drawer-acts">
        <Select aria-label={t('notices.tells')} value={said.tells} onChange={(tells) => setSaid({ ...said, tells })} options={[true, false].map((value) => ({ value, label: t(value ? 'notices.tells' : 'notices.declines') }))} />
        <Select className="filter" popupMatchSelectWidth={false} aria-label={t('notices.any_occasion')} value={said.occasion} onChange={(occasion) => setSaid({ ...said, occasion })} options={[{ value: '' as const, label: t('notices.any_occasion') }, ...OCCASIONS.map((value) => ({ value, label: t(`notices.${value}`) }))]} />
        <AreaSelect value={said.area} label={t('supervise.area')} onChange={(area) => setSaid({ ...said, area })} />
        <Select popupMatchSelectWidth={false} aria-label={t('notices.any_level')} value={said.least} onChange={(least) => setSaid({ ...said, least })} options={levels} />
        <Button type="primary" loading={add.isPending} onClick={() => add.mutate(undefined)}>
          {t('notices.subscribe')}
        </Button>
      </div>
    </section>
  )
}

function Subscribed({ of }: { of: SubscriptionOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const reread = useReread()
  const off = useAct(() => ask(unsubscribe({ path: { subscription_id: of.id } })), reread)
  const whose = of.duty ? t('notices.of_duty', { duty: name(of.duty) }) : of.channel ? t('notices.of_channel', { id: of.channel }) : ''
  return (
    <li className={`mute ${of.tells ? 'is-in_force' : 'is-over'}`}>
      <span className="mute-state">
        <i aria-hidden />
        {t(of.tells ? 'notices.tells' : 'notices.declines')}
      </span>
      <div>
        {whose && <b>{whose} · </b>}
        {of.occasion ? t(`notices.${of.occasion}`) : t('notices.any_occasion')} · {area(of.area)}
        {of.least < 4 && ` · ${t('notices.level_from', { level: t(`level.${of.least}`) })}`}
      </div>
      <Button onClick={() => off.mutate(undefined)}>{t('notices.take_back')}</Button>
    </li>
  )
}

/** The matters I want to hear no more of. */
export function Muted() {
  const { t } = useTranslation()
  const { data } = useQuery(muted)
  const reread = useReread()
  const hear = useAct((about: string) => ask(unmuteMatter({ body: { about } })), reread)
  if (!data?.length) return null
  return (
    <section aria-label={t('notices.muted')}>
      <h2>{t('notices.muted')}</h2>
      <ul className="mute-lines">
        {data.map((one) => {
          const [kind, id] = one.about.split(':')
          return (
            <li key={one.about} className="mute is-over">
              <span className="mute-state">
                <i aria-hidden />
                <Moment at={one.at} />
              </span>
              <div>{t(`notices.about_${kind}`, { id })}</div>
              <Button onClick={() => hear.mutate(one.about)}>{t('notices.hear_again')}</Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** How every channel does, for operators. */
export function Health() {
  const { t } = useTranslation()
  const { data } = useQuery(health)
  const { data: known } = useQuery(parameters)
  const reread = useReread()
  const turn = useAct(({ id, paused }: { id: number; paused: boolean }) => ask(paused ? startChannel({ path: { channel_id: id } }) : pauseChannel({ path: { channel_id: id } })), reread)
  const days = known?.find((one) => one.detector === 'notices' && one.name === 'keep_days')?.today
  return (
    <section className="supervise-table" aria-label={t('notices.health')}>
      <h2>{t('notices.health')}</h2>
      {data?.length === 0 && <Empty>{t('notices.no_channels')}</Empty>}
      {!!data?.length && (
        <div className="scrolling-table">
          <table>
            <thead>
              <tr>
                <th>{t('notices.channel')}</th>
                <th />
                {(['health_waiting', 'sent_day', 'failed_day'] as const).map((one) => (
                  <th key={one} className="number">{t(`notices.${one}`)}</th>
                ))}
                <th>{t('notices.due_since')}</th>
                <th>{t('notices.last_sent')}</th>
                <th>{t('notices.last_why')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {data.map((one) => (
                <tr key={one.channel}>
                  <th scope="row">{one.name} <small className="muted">{one.kind}</small></th>
                  <td>{t(one.paused ? 'notices.paused' : 'notices.runs')}</td>
                  <td className="number">{one.waiting}</td>
                  <td className="number">{one.sent_day}</td>
                  <td className={one.failed_day ? 'number is-bad' : 'number'}>{one.failed_day}</td>
                  <td>{one.due_since ? <Moment at={one.due_since} /> : '–'}</td>
                  <td>{one.last_sent ? <Moment at={one.last_sent} /> : '–'}</td>
                  <td><small className="muted">{one.last_why || '–'}</small></td>
                  <td>
                    <Button size="small" loading={turn.isPending} onClick={() => turn.mutate({ id: one.channel, paused: one.paused })}>{t(one.paused ? 'notices.start' : 'notices.pause')}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {days !== undefined && <p className="muted">{t('notices.keeps', { days })}</p>}
    </section>
  )
}
