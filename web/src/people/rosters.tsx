import { CalendarOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { acceptCover, makeFeed, takeHandover, writeHandover } from '../api/generated/sdk.gen'
import type { OnDutyOut, RosterPage, UnsignedOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { clockOf, dayFromNow, midnight } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { onDuty, roster } from './people-api'
import { useMe } from './session'
import './people.css'

/** Who is on duty now at each level, who comes next; the week of one roster, its gaps, swaps and hand-overs. */
export default function Rosters() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(onDuty)
  const [chosen, setChosen] = useState<number>()
  const { message } = App.useApp()
  const feed = useAct(
    () => ask(makeFeed({ body: {} })),
    ({ path }) => {
      void navigator.clipboard?.writeText(location.origin + path)
      void message.info(location.origin + path, 15)
    },
  )
  const shown = chosen ?? data?.[0]?.roster.id
  return (
    <main className="people">
      <header>
        <h1>{t('pages.rosters')}</h1>
        <span className="muted grow">{t('rosters.what')}</span>
        <Button icon={<CalendarOutlined />} loading={feed.isPending} onClick={() => feed.mutate(undefined)}>
          {t('rosters.feed')}
        </Button>
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && <Empty>{t('rosters.none')}</Empty>}
      <ul className="on-duty" aria-label={t('rosters.now')}>
        {data?.map((one) => (
          <Now key={one.roster.id} of={one} chosen={one.roster.id === shown} onChoose={() => setChosen(one.roster.id)} />
        ))}
      </ul>
      {shown !== undefined && <Week id={shown} />}
    </main>
  )
}

function Now({ of, chosen, onChoose }: { of: OnDutyOut; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  return (
    <li className={chosen ? 'is-chosen' : undefined}>
      <button type="button" className="linklike" aria-pressed={chosen} onClick={onChoose}>
        <b>{of.roster.name}</b>
      </button>
      <small className="muted">
        {of.roster.area_name || t('app.city')} · {name(of.roster.duty)}
      </small>
      {of.rows.map((row) => (
        <p key={row.rank}>
          <span className="muted">{row.title}</span>{' '}
          {row.name ? <b>{row.name}</b> : <b className="is-refused">{t(`absent.${row.why}`)}</b>} <span className="number muted">{row.mobile}</span>
          <br />
          <small className="muted">
            {row.next_at && (
              <>
                {t('rosters.next', { who: row.next_name })} <Moment at={row.next_at} />
              </>
            )}
          </small>
        </p>
      ))}
    </li>
  )
}

function Week({ id }: { id: number }) {
  const { t } = useTranslation()
  const [from, setFrom] = useState(0)
  const since = midnight(dayFromNow(from)).toISOString()
  const { data, error } = useQuery(roster(id, since, midnight(dayFromNow(from + 7)).toISOString()))
  if (error) return <Failed error={error} />
  if (!data) return <Waiting />
  return (
    <div className="people-body">
      <section>
        <h2>
          {data.roster.name} · {t('rosters.week')}{' '}
          <Button size="small" onClick={() => setFrom(from - 7)} aria-label={t('rosters.before')}>
            ‹
          </Button>{' '}
          <Button size="small" onClick={() => setFrom(from + 7)} aria-label={t('rosters.after')}>
            ›
          </Button>
        </h2>
        {data.rows.map((row) => (
          <Turns key={row.rank} of={data} rank={row.rank} title={row.title} />
        ))}
        {data.rows.length === 0 && <Empty>{t('rosters.no_turns')}</Empty>}
      </section>
      <section>
        <h2>{t('rosters.handovers')}</h2>
        <Handovers of={data} id={id} />
      </section>
    </div>
  )
}

function Turns({ of, rank, title }: { of: RosterPage; rank: number; title: string }) {
  const { t } = useTranslation()
  const said = useMe().login
  const lines = [
    ...of.turns.filter((turn) => turn.rank === rank && !turn.why).map((turn) => ({ ...turn, gap: '' })),
    ...of.gaps.filter((gap) => gap.rank === rank).map((gap) => ({ ...gap, login: '', name: '', covers: '', gap: gap.why })),
  ].toSorted((a, b) => a.began.localeCompare(b.began))
  const yes = useAct((cover: number) => ask(acceptCover({ path: { cover_id: cover } })))
  return (
    <>
      <h3>{title}</h3>
      <ul className="lines">
        {lines.map((turn) => (
          <li key={turn.began} className={turn.login === said ? 'is-mine' : undefined}>
            <span className="number muted">
              <Moment at={turn.began} /> – {clockOf(new Date(turn.ended))}
            </span>
            <span>{turn.gap ? <b className="is-refused">{t(`absent.${turn.gap}`)}</b> : <b>{turn.name}</b>}</span>
            {turn.covers && <small className="muted">{t('rosters.covers', { who: turn.covers })}</small>}
          </li>
        ))}
      </ul>
      {of.covers
        .filter((cover) => cover.rank === rank && !cover.accepted)
        .map((cover) => (
          <p key={cover.id}>
            {t('rosters.asked', { who: cover.from_name, whom: cover.to_name })} <Moment at={cover.began} /> {cover.why}{' '}
            {cover.mine && (
              <Button size="small" type="primary" onClick={() => yes.mutate(cover.id)}>
                {t('rosters.accept')}
              </Button>
            )}
          </p>
        ))}
    </>
  )
}

function Handovers({ of, id }: { of: RosterPage; id: number }) {
  const { t } = useTranslation()
  const me = useMe().login
  const take = useAct((handover: number) => ask(takeHandover({ path: { handover_id: handover } })))
  return (
    <>
      {of.unsigned.map((one) => (
        <div key={`${one.rank} ${one.at}`} className="unsigned">
          <p>
            <span className="is-refused">{t('rosters.unsigned')}</span> <Moment at={one.at} /> {one.from_name} → {one.to_name}
          </p>
          {one.handover === null && one.from_login === me && <Write of={one} id={id} />}
          {one.handover !== null && one.to_login === me && (
            <Button type="primary" loading={take.isPending} onClick={() => take.mutate(one.handover!)}>
              {t('rosters.take_over')}
            </Button>
          )}
        </div>
      ))}
      {of.handovers.map((one) => (
        <article key={one.id}>
          <p className="muted">
            <Moment at={one.at} /> {one.from_name} → {one.to_name} {one.taken && t('rosters.both_signed')}
          </p>
          <blockquote>{one.note}</blockquote>
          <ul className="matters">
            {one.matters.map((matter) => (
              <li key={matter}>{matter}</li>
            ))}
          </ul>
        </article>
      ))}
      {of.unsigned.length + of.handovers.length === 0 && <Empty>{t('rosters.no_handovers')}</Empty>}
    </>
  )
}

function Write({ of, id }: { of: UnsignedOut; id: number }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [matters, setMatters] = useState('')
  const act = useAct(() => ask(writeHandover({ path: { roster_id: id }, body: { rank: of.rank, at: of.at, note, matters: matters.split('\n') } })))
  return (
    <div className="fields">
      <label className="whole" htmlFor="handover-note">
        {t('rosters.note')}
        <Input.TextArea id="handover-note" rows={3} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <label className="whole" htmlFor="handover-matters">
        {t('rosters.matters')}
        <Input.TextArea id="handover-matters" rows={2} value={matters} onChange={(event) => setMatters(event.target.value)} />
      </label>
      <Button type="primary" disabled={!note.trim()} loading={act.isPending} onClick={() => act.mutate(undefined)}>
        {t('rosters.sign')}
      </Button>
    </div>
  )
}
