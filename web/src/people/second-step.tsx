import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { beginSecondStep, confirmSecondStep, endSecondStep, newCodes } from '../api/generated/sdk.gen'
import type { EntranceOut, SecretOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { useReread } from './access-api'

/** The authenticator: set up with a code, ended with one; recovery codes are shown once. */
export function SecondStep({ of }: { of: EntranceOut }) {
  const { t } = useTranslation()
  const reread = useReread()
  const [secret, setSecret] = useState<SecretOut | null>(null)
  const [codes, setCodes] = useState<string[]>([])
  const [code, setCode] = useState('')
  const done = (told: string[]) => {
    setSecret(null)
    setCode('')
    setCodes(told)
    if (!told.length) reread()
  }
  const begin = useAct(() => ask(beginSecondStep()), setSecret)
  const confirm = useAct(() => ask(confirmSecondStep({ body: { code } })), (told) => done(told.codes))
  const renew = useAct(() => ask(newCodes({ body: { code } })), (told) => done(told.codes))
  const end = useAct(() => ask(endSecondStep({ body: { code } })), () => done([]))
  const field = (
    <Input
      aria-label={t('access.code')}
      placeholder={t('access.code')}
      value={code}
      autoComplete="one-time-code"
      onChange={(event) => setCode(event.target.value)}
    />
  )
  return (
    <section aria-label={t('access.second_step')}>
      <h2>{t('access.second_step')}</h2>
      {codes.length > 0 ? (
        <>
          <p role="alert">{t('access.codes_once')}</p>
          <pre className="access-codes">{codes.join('\n')}</pre>
          <Button
            type="primary"
            onClick={() => {
              setCodes([])
              reread()
            }}
          >
            {t('access.kept')}
          </Button>
        </>
      ) : secret ? (
        <div className="access-form">
          <img src={secret.picture} alt={secret.address} width={220} height={220} />
          <code>{secret.secret}</code>
          {field}
          <Button type="primary" disabled={!code} loading={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
            {t('access.confirm')}
          </Button>
        </div>
      ) : of.second_step ? (
        <div className="access-form">
          <p className="muted">{t('access.codes_left', { count: of.codes_left })}</p>
          {field}
          <Button disabled={!code} onClick={() => renew.mutate(undefined)}>
            {t('access.new_codes')}
          </Button>
          <Button danger disabled={!code} onClick={() => end.mutate(undefined)}>
            {t('access.end_step')}
          </Button>
        </div>
      ) : (
        <>
          <p className="muted">{t(of.second_step_asked ? 'access.step_asked' : 'access.step_what')}</p>
          <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
            {t('access.set_up')}
          </Button>
        </>
      )}
    </section>
  )
}
