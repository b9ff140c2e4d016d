import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { act, type Errand } from './doing'
import { Camera, Field } from './parts'
import { useHere } from './place'
import { go } from './route'
import { useDraft, usePocket } from './state'
import type { About, What } from './store'

interface Doing {
  one: Errand
  what: string
  about: About
  close: () => void
}

const MINUTES = [15, 30, 60, 120]
const PATH: Record<string, (one: Errand) => string> = {
  finish: (one) => `/api/cases/${one.case}/tasks/${one.id}/finish`,
  accept: (one) => `/api/verifications/${one.id}/accept`,
  reject: (one) => `/api/verifications/${one.id}/reject`,
  result: (one) => `/api/calls/${one.id}/result`,
  whistle: (one) => `/api/cases/${one.case}/whistles`,
}

/** What is said with an act: a picture first where one is asked for, then words. */
export function Forms({ one, what, about, close }: Doing) {
  const { t } = useTranslation()
  const { me, enter } = usePocket()
  const name = `${what}:${one.kind}:${one.id}`
  const [draft, change, handOver] = useDraft(name)
  const spot = useHere()
  const shows = what === 'finish' || what === 'accept' || what === 'reject'
  const { note = '', duty = '', minutes = '30', outcome = 'settled' } = draft.values
  const set = (key: string) => (value: string) => change((before) => ({ ...before, values: { ...before.values, [key]: value } }))
  const needs = what === 'accept' ? false : !note.trim()
  const lacks = (shows && (one.photo || what !== 'finish') && !draft.pictures.length) || needs || (what === 'whistle' && !duty)
  const bodies: Record<string, Record<string, unknown>> = {
    finish: { note, outcome },
    accept: { note, ...spot },
    reject: { note, ...spot },
    result: { result: note },
    whistle: { duties: [duty], minutes: Number(minutes), reason: note },
  }
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const pictures = shows ? draft.pictures : []
    handOver()
    await act(me!.login, { what: what as What, about, path: PATH[what]!(one), body: bodies[what], pictures, draft: name })
    go('')
    await enter()
  }
  return (
    <form className="doing" onSubmit={(event) => void send(event)}>
      {shows && (
        <Camera
          pictures={draft.pictures}
          change={(how) => change((before) => ({ ...before, pictures: how(before.pictures) }))}
          label={t(what === 'finish' ? 'pocket.shoot_after' : 'pocket.shoot_there')}
        />
      )}
      {what === 'finish' && <Outcome value={outcome} set={set('outcome')} />}
      {what === 'whistle' && <Whom duty={duty} minutes={minutes} set={set} />}
      <Field label={t(`pocket.note_${what}`)}>
        <textarea rows={3} maxLength={1000} value={note} onChange={(event) => set('note')(event.target.value)} />
      </Field>
      <div className="acts">
        {lacks && <p className="told">{t(`pocket.lacks_${what}`)}</p>}
        <button type="submit" className="main" disabled={lacks}>
          {t(`pocket.act_${what}`)}
        </button>
        <button type="button" onClick={close}>
          {t('pocket.not_now')}
        </button>
      </div>
    </form>
  )
}

function Outcome({ value, set }: { value: string; set: (value: string) => void }) {
  const { t } = useTranslation()
  return (
    <div className="choose" role="group" aria-label={t('pocket.outcome')}>
      {(['settled', 'nothing_there'] as const).map((one) => (
        <button key={one} type="button" aria-pressed={one === value} onClick={() => set(one)}>
          {t(`pocket.outcome_${one}`)}
        </button>
      ))}
    </div>
  )
}

function Whom({ duty, minutes, set }: { duty: string; minutes: string; set: (key: string) => (value: string) => void }) {
  const { t } = useTranslation()
  const { today, called } = usePocket()
  const [search, setSearch] = useState('')
  const found = (today?.callable ?? []).filter((one) => (called[one] ?? one).includes(search))
  return (
    <>
      <Field label={t('pocket.whom')}>
        <input type="search" value={search} placeholder={t('pocket.search')} onChange={(event) => setSearch(event.target.value)} />
      </Field>
      <div className="chips" role="group" aria-label={t('pocket.whom')}>
        {found.slice(0, 8).map((one) => (
          <button key={one} type="button" aria-pressed={one === duty} onClick={() => set('duty')(one)}>
            {called[one] ?? one}
          </button>
        ))}
      </div>
      <div className="chips" role="group" aria-label={t('pocket.within')}>
        {MINUTES.map((one) => (
          <button key={one} type="button" aria-pressed={String(one) === minutes} onClick={() => set('minutes')(String(one))}>
            {t('time.minutes', { minutes: one })}
          </button>
        ))}
      </div>
    </>
  )
}
