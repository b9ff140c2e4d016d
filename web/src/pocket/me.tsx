import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { say } from './call'
import { net } from './net'
import { Top } from './parts'
import { allowPush, pushed } from './push'
import { usePocket } from './state'
import { forgetShown } from './store'
import { useLook } from './look'
import { Link } from './route'
import { otherLanguage } from './words'

export default function Me() {
  const { t } = useTranslation()
  const { me, acts, called } = usePocket()
  const { mode, turn } = useLook()
  const leave = async () => {
    await say('/api/session', undefined, '', 'DELETE').catch(() => undefined)
    await forgetShown()
    net.strange()
    location.assign('/pocket/')
  }
  return (
    <>
      <Top title={t('pocket.me')} />
      <section className="card">
        <p className="lead">{me?.name}</p>
        {me?.posts.map((one) => (
          <p key={`${one.duty} ${one.area}`} className="muted">
            {called[one.duty] ?? one.duty} · {one.area_name}
          </p>
        ))}
      </section>
      <Link to="waiting" className="button wide">
        {t('pocket.waiting')} {acts.length > 0 && <b className="number">{acts.length}</b>}
      </Link>
      <Push />
      <button type="button" className="wide" onClick={turn}>
        {t(mode === 'dark' ? 'pocket.to_light' : 'pocket.to_dark')}
      </button>
      <button type="button" className="wide" onClick={otherLanguage}>
        {t('shell.other_language')}
      </button>
      <a className="button wide" href="/">
        {t('pocket.desk')}
      </a>
      <button type="button" className="wide" onClick={() => void leave()}>
        {t('pocket.log_out')}
      </button>
      {acts.length > 0 && <p className="muted">{t('pocket.kept_here', { count: acts.length })}</p>}
    </>
  )
}

function Push() {
  const { t } = useTranslation()
  const [state, setState] = useState<'off' | 'on' | 'asking' | 'none' | 'denied'>('off')
  useEffect(() => {
    void pushed().then((on) => setState(on === null ? 'none' : on ? 'on' : 'off'))
  }, [])
  if (state === 'none') return null
  const allow = async () => {
    setState('asking')
    setState(await allowPush().catch(() => 'denied' as const))
  }
  return (
    <>
      <button type="button" className="wide" disabled={state === 'on' || state === 'asking'} onClick={() => void allow()}>
        {t(`pocket.push_${state}`)}
      </button>
    </>
  )
}
