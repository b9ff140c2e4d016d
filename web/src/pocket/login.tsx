import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { WaysOut } from '../api/generated/types.gen'
import { NoAnswer, read, say } from './call'
import { Field, sentenceOf, useSentence } from './parts'
import { usePocket } from './state'

export function Login() {
  const { t } = useTranslation()
  const { enter, acts } = usePocket()
  const sentence = useSentence()
  const [said, setSaid] = useState({ login: '', password: '', code: '' })
  const [told, setTold] = useState('')
  const [stepping, setStepping] = useState(false)
  const [way, setWay] = useState<WaysOut>()
  const set = (name: keyof typeof said) => (value: string) => setSaid({ ...said, [name]: value })
  useEffect(() => void read<WaysOut>('/api/session/ways').then(setWay, () => undefined), [])
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTold('')
    try {
      await say('/api/session', said)
      await enter()
    } catch (error) {
      const refused = sentenceOf(error)
      setStepping((before) => before || ['CodeAsked', 'WrongCode'].includes(refused?.code ?? ''))
      setTold(refused ? sentence(refused) : t(error instanceof NoAnswer ? 'pocket.no_network' : 'error.unreachable'))
    }
  }
  return (
    <main className="page login">
      <form className="doing" onSubmit={(event) => void submit(event)}>
        <h1>{t('pocket.title')}</h1>
        <Field label={t('login.login')}>
          <input value={said.login} autoComplete="username" autoCapitalize="none" onChange={(event) => set('login')(event.target.value)} />
        </Field>
        <Field label={t('login.password')}>
          <input type="password" value={said.password} autoComplete="current-password" onChange={(event) => set('password')(event.target.value)} />
        </Field>
        {stepping && (
          <Field label={t('login.code')}>
            <input value={said.code} inputMode="numeric" autoComplete="one-time-code" onChange={(event) => set('code')(event.target.value)} />
          </Field>
        )}
        <p role="alert" className="refusal">
          {told}
        </p>
        {acts.length > 0 && <p className="muted">{t('pocket.kept_here', { count: acts.length })}</p>}
        <div className="acts">
          <button type="submit" className="main" disabled={!said.login || !said.password}>
            {t('login.enter')}
          </button>
          {way?.provider && (
            <a className="button" href="/api/session/oidc">
              {t('login.by', { provider: way.provider })}
            </a>
          )}
        </div>
      </form>
    </main>
  )
}
