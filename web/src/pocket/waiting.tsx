import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSpoken } from '../kit/time'
import { Shown, Top, useSentence } from './parts'
import { sendAnyway } from './queue'
import { usePocket } from './state'
import { dropAct, dropNote, notes as allNotes, onChange, pictureOf, turnToNote, type Act, type Picture } from './store'

/** What has not been sent: what still goes by itself, and what was refused and waits for a person to decide. */
export default function Waiting() {
  const { t } = useTranslation()
  const { me, acts } = usePocket()
  const [notes, setNotes] = useState<Act[]>([])
  useEffect(() => {
    const look = () => void allNotes().then(setNotes)
    look()
    return onChange(look)
  }, [])
  const own = acts.filter(({ by }) => by === me?.login)
  const others = acts.length - own.length
  return (
    <>
      <Top title={t('pocket.waiting')} />
      {!acts.length && <p className="empty">{t('pocket.all_sent')}</p>}
      {own.filter(({ refused }) => refused).map((one) => <Conflict key={one.number} act={one} />)}
      <ol className="todo">
        {own.filter(({ refused }) => !refused).map((one) => (
          <li key={one.number} className="card">
            <Meant act={one} />
          </li>
        ))}
      </ol>
      {others > 0 && <p className="empty">{t('pocket.others', { count: others })}</p>}
      {notes.length > 0 && <h2>{t('pocket.notes')}</h2>}
      {notes.map((one) => (
        <section key={one.number} className="card">
          <Meant act={one} />
          <Sure label={t('pocket.drop_note')} ask={t('pocket.sure_drop')} act={() => dropNote(one)} />
        </section>
      ))}
    </>
  )
}

/** What was meant, in the person's own words and pictures. */
function Meant({ act }: { act: Act }) {
  const { t } = useTranslation()
  const { say } = useSpoken()
  const [pictures, setPictures] = useState<Picture[]>([])
  useEffect(() => {
    void Promise.all(act.pictures.map(pictureOf)).then((found) => setPictures(found.filter((one) => one !== undefined)))
  }, [act.pictures])
  const { note, text, result, reason } = act.body as Record<string, string | undefined>
  return (
    <>
      <p>
        <b>{t(`pocket.act_${act.what}`)}</b> · {act.about.title}
      </p>
      <p className="muted number">{say(act.at)}</p>
      {(note || text || result || reason) && <p className="said">{note || text || result || reason}</p>}
      {pictures.length > 0 && (
        <div className="shots">
          {pictures.map((one) => (
            <Shown key={one.id} picture={one} />
          ))}
        </div>
      )}
    </>
  )
}

function Conflict({ act }: { act: Act }) {
  const { t } = useTranslation()
  const { me, called, enter } = usePocket()
  const { say } = useSpoken()
  const sentence = useSentence()
  const { now } = act.refused!
  return (
    <section className="card conflict" aria-label={t('pocket.conflict')}>
      <h2>{t('pocket.meant')}</h2>
      <Meant act={act} />
      <h2>{t('pocket.now')}</h2>
      <p role="alert">{sentence(act.refused!)}</p>
      {now && (
        <p>
          {now.state === 'gone' ? t('pocket.now_gone') : t('pocket.now_case', { state: called[`state.${now.state}`] ?? now.state })}
          {now.task && ` ${t('pocket.now_task', { state: t(`pocket.state_${now.task}`), who: now.who || t('pocket.nobody') })}`}
          {now.at && ` ${say(now.at)}`}
        </p>
      )}
      <p className="muted">{t('pocket.nothing_lost')}</p>
      <div className="chips">
        <button type="button" onClick={() => void sendAnyway(act, me!.login).then(enter)}>
          {t('pocket.send_again')}
        </button>
        <button type="button" onClick={() => void turnToNote(act)}>
          {t('pocket.keep_note')}
        </button>
        <Sure label={t('pocket.discard')} ask={t('pocket.sure_discard')} act={() => dropAct(act)} />
      </div>
    </section>
  )
}

/** What cannot be undone is asked twice. */
function Sure({ label, ask, act }: { label: string; ask: string; act: () => Promise<void> }) {
  const [sure, setSure] = useState(false)
  return (
    <button type="button" className={sure ? 'danger' : undefined} onClick={() => (sure ? void act() : setSure(true))}>
      {sure ? ask : label}
    </button>
  )
}
