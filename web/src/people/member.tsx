import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { ask } from '../api/client'
import { actFor, endPost } from '../api/generated/sdk.gen'
import type { PostLine } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { memberPage } from './people-api'
import { useMe } from './session'
import './people.css'

/** A member: posts, what is held for others and by others, leaves. */
export default function Member() {
  const { t } = useTranslation()
  const login = useParams().login ?? ''
  const { data, error, refetch } = useQuery(memberPage(login))
  const mine = useMe().login === login
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  const own = data.posts.filter((post) => post.login === login && !post.for_login)
  const held = data.posts.filter((post) => post.login === login && post.for_login)
  const lent = data.posts.filter((post) => post.for_login === login)
  const again = () => void refetch()
  return (
    <main className="people narrow-page">
      <header>
        <h1>{data.member.name}</h1>
        <span className="muted">{[data.member.login, data.member.mobile, data.member.skills, t(`standing.${data.member.standing}`)].filter(Boolean).join(' · ')}</span>
        {data.member.away_until && (
          <span>
            {t('people.away_until')} <Moment at={data.member.away_until} />
          </span>
        )}
      </header>
      <Posts title={t('people.own_posts')} posts={own} ends={data.keeps} after={again} />
      <Posts title={t('people.held_for_others')} posts={held} ends={data.keeps} after={again} />
      <Posts title={t('people.held_by_others')} posts={lent} ends={data.keeps || mine} after={again} />
      {(mine || data.keeps) && own.length > 0 && <ActForMe login={login} after={again} />}
      {data.leaves.length > 0 && (
        <section>
          <h2>{t('people.leaves')}</h2>
          <ul className="lines">
            {data.leaves.map((one) => (
              <li key={one.id}>
                <span className="number">
                  <Moment at={one.since} /> – <Moment at={one.until} />
                </span>
                <span>{one.why}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  )
}

function Posts({ title, posts, ends, after }: { title: string; posts: PostLine[]; ends: boolean; after: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const stop = useAct((id: number) => ask(endPost({ path: { post_id: id }, body: { until: dayFromNow(1) } })), after)
  return (
    <section>
      <h2>{title}</h2>
      {posts.length === 0 && <Empty>{t('people.none')}</Empty>}
      <ul className="lines">
        {posts.map((post) => (
          <li key={post.id} className={post.in_force ? undefined : 'muted'}>
            <b>{name(post.duty)}</b>
            <span>
              {[post.area_name || t('app.city'), post.agency_name, post.board && t(`side.${post.board}`)].filter(Boolean).join(' · ')}
              {post.for_login && ` · ${t('people.who_for', { who: post.name, whom: post.for_name })}`}
            </span>
            <span className="number muted">
              {post.since ?? ''} – {post.until ?? ''}
            </span>
            {ends && post.in_force && !(post.until && post.until <= dayFromNow(1)) && (
              <Button size="small" loading={stop.isPending} onClick={() => stop.mutate(post.id)}>
                {t('people.end_today')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function ActForMe({ login, after }: { login: string; after: () => void }) {
  const { t } = useTranslation()
  const [who, setWho] = useState('')
  const [since, setSince] = useState(dayFromNow(1))
  const [until, setUntil] = useState(dayFromNow(8))
  const act = useAct(() => ask(actFor({ body: { login: who.trim(), for_login: login, since, until } })), after)
  return (
    <section>
      <h2>{t('people.act_for')}</h2>
      <p className="muted">{t('people.act_what')}</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(undefined)
        }}
      >
        <label className="whole" htmlFor="act-who">
          {t('people.colleague')}
          <Input id="act-who" value={who} onChange={(event) => setWho(event.target.value)} />
        </label>
        <label>
          {t('people.from')}
          <input type="date" value={since} min={dayFromNow(0)} onChange={(event) => setSince(event.target.value)} />
        </label>
        <label>
          {t('people.before')}
          <input type="date" value={until} min={since} onChange={(event) => setUntil(event.target.value)} />
        </label>
        <Button htmlType="submit" disabled={!who.trim() || !since || !until} loading={act.isPending}>
          {t('people.act')}
        </Button>
      </form>
    </section>
  )
}
