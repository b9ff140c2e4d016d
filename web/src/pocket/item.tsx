import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { act, withQueue, type Errand } from './doing'
import { Forms } from './forms'
import { TimeLeft, Top } from './parts'
import { apartM, bearing, useHere, windOf } from './place'
import { usePocket } from './state'
import { spotOf, useFar, useTitle } from './today'

/** One thing to do: what, where, and what may be done now, the biggest first and where the thumb is. */
export default function Item({ kind, id }: { kind: string; id: number }) {
  const { t } = useTranslation()
  const { today, acts, ready } = usePocket()
  const title = useTitle()
  const one = withQueue(today?.errands ?? [], acts).find((todo) => todo.kind === kind && todo.id === id)
  if (!one)
    return (
      <>
        <Top title={t('pocket.today')} />
        {ready && <p className="empty">{t('pocket.gone')}</p>}
      </>
    )
  return (
    <>
      <Top title={title(one)} />
      <What one={one} />
      <Where one={one} />
      <Acts one={one} />
    </>
  )
}

function What({ one }: { one: Errand }) {
  const { t } = useTranslation()
  const { called, book } = usePocket()
  const category = book.find(({ key }) => key === one.category_code)
  const { i18n } = useTranslation()
  return (
    <section className="card">
      <TimeLeft since={one.since} due={one.due} />
      <p className="lead">{one.kind === 'task' ? (called[one.step] ?? one.step) : one.look ? t(`pocket.look_${one.look}`) : one.step}</p>
      {one.text && <p className="said">{one.text}</p>}
      <p className="muted">
        {[category && (i18n.language === 'en' ? category.en : category.zh), one.number || t('pocket.case', { id: one.case })].filter(Boolean).join(' · ')}
      </p>
      {one.photos.length > 0 && (
        <div className="shots">
          {one.photos.map((name) => (
            <a key={name} className="shot" href={`/api/files/${name}`} target="_blank" rel="noreferrer">
              <img src={`/api/files/${name}`} alt={t('pocket.picture')} loading="lazy" />
            </a>
          ))}
        </div>
      )}
    </section>
  )
}

function Where({ one }: { one: Errand }) {
  const { t } = useTranslation()
  const far = useFar()
  const from = useHere()
  const to = spotOf(one)
  const turn = from && to ? bearing(from, to) : null
  return (
    <section className="card where">
      <span className="grow">
        {one.place || one.area_name}
        {one.place && (
          <>
            <br />
            <small className="muted">{one.area_name}</small>
          </>
        )}
      </span>
      {from && to && turn !== null && (
        <span className="way">
          <svg viewBox="0 0 24 24" style={{ rotate: `${turn}deg` }} aria-hidden>
            <path d="M12 3l6 17-6-4-6 4z" />
          </svg>
          <b className="number">{far(apartM(from, to))}</b>
          <small>{t(`pocket.wind_${windOf(turn)}`)}</small>
        </span>
      )}
      {to && (
        <a className="button" href={`geo:${to.lat},${to.lon}?q=${to.lat},${to.lon}`}>
          {t('pocket.lead_there')}
        </a>
      )}
    </section>
  )
}

function Acts({ one }: { one: Errand }) {
  const { t } = useTranslation()
  const { me, enter } = usePocket()
  const [open, setOpen] = useState<string>()
  const from = useHere()
  const about = { title: one.title || one.subject, case: one.case, kind: one.kind, id: one.id }
  const plain: Record<string, () => Promise<void>> = {
    take: () => act(me!.login, { what: 'take', about, path: `/api/cases/${one.case}/tasks/${one.id}/take` }),
    arrive: () => act(me!.login, { what: 'arrive', about, path: `/api/calls/${one.id}/arrive`, body: { ...from } }),
  }
  const press = async (name: string) => {
    if (!plain[name]) return setOpen(name)
    await plain[name]()
    await enter()
  }
  if (open) return <Forms one={one} what={open} about={about} close={() => setOpen(undefined)} />
  return (
    <div className="acts">
      {one.waiting && <p className="told">{t(`pocket.waiting_${one.waiting}`)}</p>}
      {one.acts.map((name, n) => (
        <button key={name} type="button" className={n === 0 && name !== 'whistle' ? 'main' : undefined} onClick={() => void press(name)}>
          {t(`pocket.act_${name}`)}
        </button>
      ))}
    </div>
  )
}
