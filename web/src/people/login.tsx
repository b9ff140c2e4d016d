import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { ask } from '../api/client'
import { logIn } from '../api/generated/sdk.gen'
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
  const enter = useMutation({
    mutationFn: () => ask(logIn({ body: { login, password } })),
    onSuccess: async () => {
      client.clear()
      await go(safe(address.get('back')), { replace: true })
    },
  })
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
        <p className="refusal" role="alert">
          {enter.error ? sentence(enter.error) : ''}
        </p>
        <Button type="primary" size="large" htmlType="submit" block loading={enter.isPending} disabled={!login || !password}>
          {t('login.enter')}
        </Button>
      </form>
      <footer className="login-foot">
        <Switches />
      </footer>
    </main>
  )
}
