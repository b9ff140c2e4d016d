import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { ask, Refusal } from '../api/client'
import { logIn, ways } from '../api/generated/sdk.gen'
import { Mark } from '../kit/mark'
import { Switches } from '../kit/switches'
import { useSentence } from '../kit/sentence'
import './login.css'

/** Only addresses of this application are gone back to. */
const safe = (back: string | null): string => (back?.startsWith('/') && !back.startsWith('//') ? back : '/')

export function Login() {
  const { t } = useTranslation()
  const sentence = useSentence()
  const client = useQueryClient()
  const go = useNavigate()
  const [address] = useSearchParams()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const { data: way } = useQuery({ queryKey: ['ways'], queryFn: () => ask(ways()), staleTime: Infinity })
  const enter = useMutation({
    mutationFn: () => ask(logIn({ body: { login, password, code } })),
    onSuccess: async () => {
      client.clear()
      await go(safe(address.get('back')), { replace: true })
    },
  })
  const stepping = code !== '' || (enter.error instanceof Refusal && ['CodeAsked', 'WrongCode'].includes(enter.error.code))
  const said = address.get('said')
  const told = enter.error ? sentence(enter.error) : said && !enter.isPending ? t(`refusal.${said}`, { defaultValue: '' }) : ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <main className="login">
      <form className="login-card" onSubmit={submit}>
        <Mark />
        <h1>{t('app.city')}</h1>
        <p className="muted">{t('app.what')}</p>
        <label htmlFor="login">{t('login.login')}</label>
        <Input
          id="login"
          value={login}
          autoFocus
          autoComplete="username"
          autoCapitalize="none"
          size="large"
          onChange={(event) => setLogin(event.target.value)}
        />
        <label htmlFor="password">{t('login.password')}</label>
        <Input.Password
          id="password"
          value={password}
          autoComplete="current-password"
          size="large"
          onChange={(event) => setPassword(event.target.value)}
        />
        {stepping && (
          <>
            <label htmlFor="code">{t('login.code')}</label>
            <Input
              id="code"
              value={code}
              autoFocus
              autoComplete="one-time-code"
              size="large"
              onChange={(event) => setCode(event.target.value)}
            />
          </>
        )}
        <p className="refusal" role="alert">
          {told}
        </p>
        <Button type="primary" size="large" htmlType="submit" block loading={enter.isPending} disabled={!login || !password}>
          {t('login.enter')}
        </Button>
        {way?.provider && (
          <Button size="large" block href="/api/session/oidc" className="login-other">
            {t('login.by', { provider: way.provider })}
          </Button>
        )}
      </form>
      <footer className="login-foot">
        <Switches />
      </footer>
    </main>
  )
}
