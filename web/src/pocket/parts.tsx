import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow, useSpoken } from '../kit/time'
import { Refusal } from './call'
import { here } from './place'
import { back } from './route'
import { shrunk, TooLarge } from './shrink'
import type { Picture } from './store'

const HAN = /\p{Script=Han}/u

/** What to tell a person of a refusal: the server's sentence, in the screen's language if there are words for it. */
export function useSentence(): (refused: { code: string; sentence: string; status: number }) => string {
  const { t, i18n } = useTranslation()
  return ({ code, sentence, status }) => {
    const said = sentence || t('error.status', { status })
    return HAN.test(said) === (i18n.language === 'zh') ? said : t(`refusal.${code}`, { defaultValue: said })
  }
}

export const sentenceOf = (error: unknown) =>
  error instanceof Refusal ? { code: error.code, sentence: error.message, status: error.status } : null

export function Top({ title, children }: { title: string; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <header className="top">
      <button type="button" className="plain back" onClick={back} aria-label={t('pocket.back')}>
        <svg viewBox="0 0 24 24" aria-hidden>
          <path d="M15 5l-7 7 7 7" />
        </svg>
      </button>
      <h1>{title}</h1>
      {children}
    </header>
  )
}

/** How much of its time something has left, as words and as a bar that fills. */
export function TimeLeft({ since, due }: { since: string; due: string | null }) {
  const { t } = useTranslation()
  const { last } = useSpoken()
  const now = useNow().getTime()
  if (!due) return <span className="muted">{t('pocket.no_due')}</span>
  const [began, ends] = [Date.parse(since), Date.parse(due)]
  const share = Math.min(1, Math.max(0, (now - began) / Math.max(1, ends - began)))
  const late = now > ends
  return (
    <span className={late ? 'timeleft late' : 'timeleft'}>
      <span className="number">{t(late ? 'left.over' : 'left.left', { time: last(Math.abs(ends - now)) })}</span>
      <span className="bar" aria-hidden>
        <i style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  )
}

export function Shown({ picture, remove }: { picture: Picture; remove?: () => void }) {
  const { t } = useTranslation()
  const url = useMemo(() => URL.createObjectURL(picture.blob), [picture.blob])
  useEffect(() => () => URL.revokeObjectURL(url), [url])
  return (
    <span className="shot">
      <img src={url} alt={t('pocket.picture')} />
      {remove && (
        <button type="button" onClick={remove} aria-label={t('pocket.remove_picture')}>
          ×
        </button>
      )}
    </span>
  )
}

interface Shooting {
  pictures: Picture[]
  change: (how: (before: Picture[]) => Picture[]) => void
  label: string
  most?: number
}

/** The camera first. A picture is made small and said where and when it was taken. */
export function Camera({ pictures, change, label, most = 9 }: Shooting) {
  const { t } = useTranslation()
  const [told, setTold] = useState('')
  const [busy, setBusy] = useState(false)
  const take = async (files: FileList | null) => {
    setBusy(true)
    setTold('')
    const spot = await Promise.race([here(), new Promise<null>((give) => setTimeout(() => give(null), 3000))])
    for (const file of [...(files ?? [])].slice(0, most - pictures.length)) {
      try {
        const taken = new Date(Math.min(Date.now(), file.lastModified || Date.now())).toISOString()
        const fresh = Date.now() - Date.parse(taken) < 120_000
        const one: Picture = { id: crypto.randomUUID(), blob: await shrunk(file), at: taken, ...(fresh && spot ? spot : {}) }
        change((before) => [...before, one])
      } catch (error) {
        setTold(t(error instanceof TooLarge ? 'pocket.too_large' : 'pocket.no_picture'))
      }
    }
    setBusy(false)
  }
  return (
    <div className="camera">
      <div className="shots">
        {pictures.map((one) => (
          <Shown key={one.id} picture={one} remove={() => change((before) => before.filter(({ id }) => id !== one.id))} />
        ))}
        {pictures.length < most && (
          <label className={pictures.length ? 'shoot more' : 'shoot'} aria-busy={busy}>
            <input type="file" accept="image/*" capture="environment" onChange={(event) => void take(event.target.files)} />
            <svg viewBox="0 0 24 24" aria-hidden>
              <path d="M4 8h3l2-3h6l2 3h3v11H4z" />
              <circle cx="12" cy="13" r="3.5" />
            </svg>
            <span>{busy ? t('pocket.taking') : pictures.length ? t('pocket.one_more') : label}</span>
          </label>
        )}
      </div>
      <p role="alert" className="refusal">
        {told}
      </p>
    </div>
  )
}

export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  )
}
