import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { changePassword, endOtherSessions, endSession } from '../api/generated/sdk.gen'
import type { EntranceOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { account, useReread } from './access-api'
import { SecondStep } from './second-step'
import { Tokens } from './tokens'
import './access.css'

/** How I get in: sessions, password, second step, tokens. `first` is what must be done before anything else. */
export default function Account({ first = '' }: { first?: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(account)
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <main className="access">
      <h1>{t('access.mine')}</h1>
      {first && <p role="alert">{t(`access.first_${first}`)}</p>}
      {data.has_password && first !== 'second_step' && <Password />}
      {first !== 'password' && <SecondStep of={data} />}
      {!first && <Sessions of={data} />}
      {!first && <Tokens />}
    </main>
  )
}

function Password() {
  const { t } = useTranslation()
  const reread = useReread()
  const [old, setOld] = useState('')
  const [fresh, setFresh] = useState('')
  const change = useAct(
    () => ask(changePassword({ body: { old, new: fresh } })),
    () => {
      setOld('')
      setFresh('')
      reread()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(undefined)
  }
  return (
    <section aria-label={t('access.password')}>
      <h2>{t('access.password')}</h2>
      <form onSubmit={submit} className="access-form">
        <Input.Password
          aria-label={t('access.old')}
          placeholder={t('access.old')}
          value={old}
          autoComplete="current-password"
          onChange={(event) => setOld(event.target.value)}
        />
        <Input.Password
          aria-label={t('access.new')}
          placeholder={t('access.new')}
          value={fresh}
          autoComplete="new-password"
          onChange={(event) => setFresh(event.target.value)}
        />
        <Button htmlType="submit" type="primary" loading={change.isPending} disabled={!old || fresh.length < 10}>
          {t('access.change')}
        </Button>
      </form>
    </section>
  )
}

function Sessions({ of }: { of: EntranceOut }) {
  const { t } = useTranslation()
  const reread = useReread()
  const stop = useAct((number: string) => ask(endSession({ path: { number } })), reread)
  const stopAll = useAct(() => ask(endOtherSessions()), reread)
  return (
    <section aria-label={t('access.sessions')}>
      <h2>{t('access.sessions')}</h2>
      <ul className="access-lines">
        {of.sessions.map((one) => (
          <li key={one.number}>
            <div>
              <p>{one.device || t('access.program')}</p>
              <small className="muted">
                {one.address} · {t('access.since')} <Moment at={one.since} /> · {t('access.seen')} <Moment at={one.seen} />
              </small>
            </div>
            {one.here ? (
              <small className="muted">{t('access.here')}</small>
            ) : (
              <Button size="small" onClick={() => stop.mutate(one.number)}>
                {t('access.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {of.sessions.length > 1 && <Button onClick={() => stopAll.mutate(undefined)}>{t('access.end_others')}</Button>}
    </section>
  )
}
