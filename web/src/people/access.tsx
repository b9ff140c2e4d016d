import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ask } from '../api/client'
import { endSecondStepOf, lookAs, setOneTimePassword, signOut } from '../api/generated/sdk.gen'
import type { MemberAccessOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { memberAccess, useReread } from './access-api'
import { useMe } from './session'
import './access.css'

/** How the members of my area get in, and the city as one of them sees it. */
export default function Access() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [given, setGiven] = useState<{ login: string; password: string } | null>(null)
  const { data, error, refetch } = useQuery(memberAccess(text))
  return (
    <main className="access">
      <h1>{t('pages.access')}</h1>
      <p className="muted">{t('access.what')}</p>
      <Input.Search allowClear aria-label={t('access.find')} placeholder={t('access.find')} onSearch={setText} />
      {given && (
        <p role="alert">
          {t('access.given', { login: given.login })} <code>{given.password}</code>
        </p>
      )}
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && <Empty>{t('access.nobody')}</Empty>}
      <ul className="access-lines">
        {data?.map((one) => (
          <Line key={one.login} of={one} onGiven={(password) => setGiven({ login: one.login, password })} />
        ))}
      </ul>
    </main>
  )
}

function Line({ of, onGiven }: { of: MemberAccessOut; onGiven: (password: string) => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const me = useMe()
  const reread = useReread()
  const look = useLook()
  const path = { login: of.login }
  const give = useAct(() => ask(setOneTimePassword({ path })), (told) => onGiven(told.password))
  const lost = useAct(() => ask(endSecondStepOf({ path })), reread)
  const out = useAct(() => ask(signOut({ path })), reread)
  const marks = [of.second_step && t('access.has_step'), of.to_choose && t('access.to_choose'), of.locked_until && t('access.locked')]
  return (
    <li aria-label={of.login}>
      <div>
        <p>
          <b>{of.name}</b> {of.login} <span className="muted">{marks.filter(Boolean).join(' · ')}</span>
        </p>
        <small className="muted">
          {of.posts.map((post) => `${name(post.duty)} ${post.area_name || t('app.city')}`).join(', ')}
          {of.seen && (
            <>
              {' · '}
              {t('access.open_sessions', { count: of.sessions })}, {t('access.seen')} <Moment at={of.seen} />
            </>
          )}
        </small>
      </div>
      {of.login !== me.login && (
        <span className="access-acts">
          <Button size="small" type="primary" onClick={() => look.mutate(of.login)}>
            {t('access.look')}
          </Button>
          <Popconfirm title={t('access.sure')} onConfirm={() => give.mutate(undefined)}>
            <Button size="small">{t('access.one_time')}</Button>
          </Popconfirm>
          {of.second_step && (
            <Popconfirm title={t('access.sure')} onConfirm={() => lost.mutate(undefined)}>
              <Button size="small">{t('access.lost')}</Button>
            </Popconfirm>
          )}
          {(of.sessions > 0 || of.locked_until) && (
            <Button size="small" onClick={() => out.mutate(undefined)}>
              {t('access.sign_out')}
            </Button>
          )}
        </span>
      )}
    </li>
  )
}

/** See the city as a member sees it from now on: nothing that was read before stays. */
function useLook() {
  const client = useQueryClient()
  const go = useNavigate()
  return useAct(
    (login: string) => ask(lookAs({ body: { login } })),
    () => {
      client.clear()
      void go('/')
    },
  )
}
