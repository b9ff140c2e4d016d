import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keep, kept } from '../kit/kept'
import { useSpoken } from '../kit/time'
import { act } from './doing'
import { here } from './place'
import { usePocket } from './state'

/** 签到签退: at work or not; and whether colleagues may know where one is meanwhile, asked in so many words. */
export function Attendance() {
  const { t } = useTranslation()
  const { say } = useSpoken()
  const { me, attendance, acts, enter } = usePocket()
  const [asking, setAsking] = useState(false)
  const [shares, setShares] = useState(kept('pocket.shares') === 'yes')
  const waiting = acts.findLast(({ what, refused }) => !refused && (what === 'come' || what === 'leave'))
  const here_ = waiting ? waiting.what === 'come' : Boolean(attendance && !attendance.ended)
  const since = waiting?.at ?? attendance?.began
  if (!me) return null

  const come = async () => {
    keep('pocket.shares', shares ? 'yes' : 'no')
    const spot = shares ? await here() : null
    await act(me.login, { what: 'come', about: { title: t('pocket.come') }, path: '/api/attendance/come', body: { shares, ...spot } })
    setAsking(false)
    await enter()
  }
  const leave = async () => {
    await act(me.login, { what: 'leave', about: { title: t('pocket.leave') }, path: '/api/attendance/leave' })
    await enter()
  }
  if (here_)
    return (
      <section className="attend">
        <span>
          {t('pocket.at_work', { at: say(since!) })}
          <br />
          <small className="muted">{t(attendance?.shares || (waiting && shares) ? 'pocket.shared' : 'pocket.not_shared')}</small>
        </span>
        <button type="button" onClick={() => void leave()}>
          {t('pocket.leave')}
        </button>
      </section>
    )
  if (!asking)
    return (
      <section className="attend">
        <span className="muted">{t('pocket.not_at_work')}</span>
        <button type="button" onClick={() => setAsking(true)}>
          {t('pocket.come')}
        </button>
      </section>
    )
  return (
    <section className="attend asking">
      <label className="tick">
        <input type="checkbox" checked={shares} onChange={(event) => setShares(event.target.checked)} />
        <span>
          {t('pocket.share')}
          <small className="muted">{t('pocket.share_what')}</small>
        </span>
      </label>
      <button type="button" className="main" onClick={() => void come()}>
        {t('pocket.come')}
      </button>
    </section>
  )
}
