import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { addAddress, keepHabit, limitAddress, muteMatter, sendAgain, strikeOffAddress, tryAddress } from '../api/generated/sdk.gen'
import type { HabitIn, NoticeOut } from '../api/generated/types.gen'
import { CITY } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { Health, Muted, Subscriptions } from './notices-more'
import { addresses, allowPush, habit, lines, mine, outbox, useReread, ways } from './notices-api'
import { useMe } from './session'
import '../sense/mutes.css'
import './notices.css'

const PAGES: Record<string, (id: string) => string> = {
  case: (id) => `/cases/${id}`,
  alert: (id) => `/alerts?alert=${id}`,
  review: (id) => `/reviews/${id}`,
  improvement: () => '/reviews',
  brief: () => '/briefs',
}
const AGAIN = ['given_up', 'doubtful']

/** How I am told, what I was told; and for operators where everything stands. */
export default function Notices() {
  const { t } = useTranslation()
  const { posts } = useMe()
  return (
    <main className="mutes notices">
      <header>
        <h1>{t('pages.notices')}</h1>
        <p className="muted grow">{t('notices.what')}</p>
      </header>
      <Addresses />
      <Habit />
      <Subscriptions />
      <Muted />
      <Mine />
      {posts.some((post) => post.duty === 'operator' && post.area === CITY) && <Health />}
      {posts.some((post) => post.duty === 'operator') && <Outbox />}
    </main>
  )
}

function Addresses() {
  const { t } = useTranslation()
  const { data, error } = useQuery(addresses)
  const { data: city } = useQuery(ways)
  const reread = useReread()
  const [kind, setKind] = useState('')
  const [value, setValue] = useState('')
  const add = useAct((body: { reaches: string; value: string; label?: string }) => ask(addAddress({ body })), () => { setValue(''); reread() })
  const off = useAct((id: number) => ask(strikeOffAddress({ path: { address_id: id } })), reread)
  const limit = useAct((one: { id: number; urgent_only: boolean }) => ask(limitAddress({ path: { address_id: one.id }, body: { urgent_only: one.urgent_only } })), reread)
  const test = useAct((id: number) => ask(tryAddress({ path: { address_id: id } })), reread)
  const allow = async () => add.mutate({ reaches: 'push', value: await allowPush(city?.key ?? ''), label: navigator.platform })
  const kinds = city?.ways.filter((one) => one !== 'push') ?? []
  if (error) return <Failed error={error} />
  if (!data) return <Waiting />
  return (
    <section aria-label={t('notices.addresses')}>
      <h2>{t('notices.addresses')}</h2>
      {city?.ways.length === 0 && <Empty>{t('notices.no_channels')}</Empty>}
      <ul className="mute-lines">
        {data.map((one) => (
          <li key={one.id} className={one.broken ? 'mute is-over' : 'mute is-in_force'}>
            <span className="mute-state"><i aria-hidden />{t(`notices.kind_${one.reaches}`, { defaultValue: one.reaches })}</span>
            <div>{one.reaches === 'push' ? one.label : one.value}{one.broken && <small className="muted"> {one.broken}</small>}</div>
            <div className="drawer-acts">
              <Checkbox checked={one.urgent_only} onChange={(event) => limit.mutate({ id: one.id, urgent_only: event.target.checked })}>{t('notices.urgent_only')}</Checkbox>
              <Button loading={test.isPending} onClick={() => test.mutate(one.id)}>{t('notices.try')}</Button>
              <Button onClick={() => off.mutate(one.id)}>{t('notices.strike_off')}</Button>
            </div>
          </li>
        ))}
      </ul>
      <div className="drawer-acts">
        {city?.key && 'serviceWorker' in navigator && <Button onClick={() => void allow().catch(() => undefined)}>{t('notices.allow')}</Button>}
        {kinds.length > 0 && (
          <>
            <Select aria-label={t('notices.kind')} value={kind || kinds[0]} onChange={setKind} options={kinds.map((one) => ({ value: one, label: t(`notices.kind_${one}`, { defaultValue: one }) }))} />
            <Input aria-label={t('notices.address')} placeholder={t('notices.address')} value={value} onChange={(event) => setValue(event.target.value)} />
            <Button type="primary" disabled={!value.trim()} loading={add.isPending} onClick={() => add.mutate({ reaches: kind || kinds[0]!, value })}>{t('notices.add')}</Button>
          </>
        )}
      </div>
    </section>
  )
}

function Habit() {
  const { t } = useTranslation()
  const { data } = useQuery(habit)
  const reread = useReread()
  const keep = useAct((body: HabitIn) => ask(keepHabit({ body })), reread)
  if (!data) return null
  const set = (change: Partial<HabitIn>) => keep.mutate({ ...data, ...change })
  const hours = Array.from({ length: 24 }, (_, hour) => ({ value: hour * 60, label: `${hour}:00` }))
  const quiet = data.quiet_since !== null && data.quiet_since !== undefined
  return (
    <section aria-label={t('notices.habit')}>
      <h2>{t('notices.habit')}</h2>
      <div className="drawer-acts">
        <Select aria-label={t('notices.language')} value={data.language ?? 'zh'} onChange={(language) => set({ language })} options={[{ value: 'zh', label: t('notices.zh') }, { value: 'en', label: t('notices.en') }]} />
        <Checkbox checked={quiet} onChange={(event) => set(event.target.checked ? { quiet_since: 1320, quiet_until: 420 } : { quiet_since: null, quiet_until: null })}>{t('notices.quiet')}</Checkbox>
        {quiet && <Select aria-label={t('notices.since')} value={data.quiet_since} onChange={(quiet_since) => set({ quiet_since })} options={hours} />}
        {quiet && <Select aria-label={t('notices.until')} value={data.quiet_until} onChange={(quiet_until) => set({ quiet_until })} options={hours} />}
        {data.digest === 'daily' && <Select aria-label={t('notices.digest_at')} value={data.digest_at ?? 8} onChange={(digest_at) => set({ digest_at })} options={hours.map((one, hour) => ({ value: hour, label: one.label }))} />}
        <Select aria-label={t('notices.digest')} value={data.digest ?? 'none'} onChange={(digest) => set({ digest })} options={(['none', 'hourly', 'daily'] as const).map((value) => ({ value, label: t(`notices.digest_${value}`) }))} />
      </div>
    </section>
  )
}

function Mine() {
  const { t } = useTranslation()
  const { data } = useQuery(mine)
  const reread = useReread()
  const mute = useAct((about: string) => ask(muteMatter({ body: { about } })), reread)
  return (
    <section aria-label={t('notices.mine')}>
      <h2>{t('notices.mine')}</h2>
      {data?.length === 0 && <Empty>{t('notices.none')}</Empty>}
      <ul className="mute-lines">{data?.map((one) => <Line key={one.id} of={one} title={one.title} mute={() => mute.mutate(one.about)} />)}</ul>
    </section>
  )
}

function Outbox() {
  const { t } = useTranslation()
  const [state, setState] = useState('')
  const { data: stands } = useQuery(outbox)
  const { data } = useQuery(lines(state))
  const reread = useReread()
  const again = useAct((id: number) => ask(sendAgain({ path: { notice_id: id } })), reread)
  return (
    <section aria-label={t('notices.outbox')}>
      <h2>{t('notices.outbox')}</h2>
      <p className="drawer-acts">
        <Button type={state ? 'default' : 'primary'} onClick={() => setState('')}>{t('notices.all')}</Button>
        {Object.entries(stands?.counts ?? {}).map(([name, count]) => (
          <Button key={name} type={state === name ? 'primary' : 'default'} onClick={() => setState(name)}>{t(`notices.state_${name}`)} {count}</Button>
        ))}
      </p>
      {!!stands?.out_of_reach.length && <p className="muted">{t('notices.out_of_reach', { count: stands.out_of_reach.length })} {stands.out_of_reach.slice(0, 10).map((one) => one.name).join('、')}</p>}
      <ul className="mute-lines">
        {data?.map((one) => (
          <Line key={one.id} of={one} title={`${one.member || one.channel} · ${one.channel}`} again={AGAIN.includes(one.state) ? () => again.mutate(one.id) : undefined} />
        ))}
      </ul>
    </section>
  )
}

function Line({ of, title, again, mute }: { of: NoticeOut; title: string; again?: () => void; mute?: () => void }) {
  const { t } = useTranslation()
  const [kind, number] = of.about.split(':')
  return (
    <li className={`mute ${of.due ? 'is-asked' : of.sent ? 'is-in_force' : 'is-over'}`}>
      <span className="mute-state"><i aria-hidden />{t(`notices.state_${of.state}`)}</span>
      <div>
        <p>{PAGES[kind ?? ''] ? <Link to={PAGES[kind ?? '']!(number ?? '')}>{title}</Link> : title}</p>
        <small className="muted">{t(`notices.${of.occasion}`)} · <Moment at={of.at} />{of.why && ` · ${of.why}`}{of.acknowledged && ` · ${t('notices.acknowledged')}`}</small>
      </div>
      {again && <Button onClick={again}>{t('notices.again')}</Button>}
      {mute && of.about && <Button type="text" onClick={mute}>{t('notices.mute')}</Button>}
    </li>
  )
}
