import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldOut, HostOut } from '../api/generated/types.gen'
import { dayFromNow, useSpoken } from '../kit/time'
import { act } from './doing'
import { Field, Top } from './parts'
import { here, useHere } from './place'
import { go, Link } from './route'
import { useDraft, usePocket } from './state'

const KINDS = ['household', 'shop', 'elder_alone']
const INPUT: Record<string, string> = { number: 'number', day: 'date', phone: 'tel', text: 'text' }

/** 走访: whom one calls on, those due first; and somebody new. */
export default function Visits() {
  const { t } = useTranslation()
  const { hosts, called, acts } = usePocket()
  const today = dayFromNow(0)
  const waits = (host: HostOut) => acts.some(({ about, refused }) => !refused && about.kind === 'host' && about.id === host.id)
  return (
    <>
      <header className="top">
        <h1>{t('pocket.visits')}</h1>
      </header>
      {!hosts.length && <p className="empty">{t('pocket.visits_none')}</p>}
      <ol className="todo">
        {hosts.map((host) => (
          <li key={host.id}>
            <Link to={`visit/${host.id}`} className={waits(host) ? 'line done' : 'line'}>
              <span className="line-head">
                <b>{host.name}</b>
                <em>{called[`form.${host.form}`]}</em>
              </span>
              <span className="line-where muted">
                <span>{host.address}</span>
              </span>
              <span className={host.due < today && !waits(host) ? 'timeleft late' : 'timeleft'}>
                {waits(host) ? t('pocket.waiting_visit') : t(host.due < today ? 'pocket.visit_late' : 'pocket.visit_due', { day: host.due })}
              </span>
            </Link>
          </li>
        ))}
      </ol>
      <Link to="host" className="button wide">
        {t('pocket.visit_new')}
      </Link>
    </>
  )
}

/** One visit: what is known stands there already, what may have changed is asked again. */
export function Visit({ id }: { id: number }) {
  const { t } = useTranslation()
  const { me, hosts, enter } = usePocket()
  const name = `visit:${id}`
  const [draft, change, close] = useDraft(name)
  const spot = useHere()
  const host = hosts.find((one) => one.id === id)
  if (!host) return <Top title={t('pocket.visits')} />
  const { note = '', ...said } = draft.values
  const set = (key: string) => (value: string) => change((before) => ({ ...before, values: { ...before.values, [key]: value } }))
  const lacks = host.fields.some((one) => one.required && !one.fresh && !said[one.name]?.trim())
  const send = async (event: FormEvent) => {
    event.preventDefault()
    close()
    const about = { title: host.name, kind: 'host', id }
    await act(me!.login, { what: 'visit', about, path: `/api/visits/hosts/${id}/visits`, body: { said, note, ...spot }, draft: name })
    go('visits', true)
    await enter()
  }
  return (
    <form className="doing" onSubmit={(event) => void send(event)}>
      <Top title={host.name} />
      <p className="muted">{host.address}</p>
      {host.fields.map((one) => (
        <Asked key={one.name} one={one} value={said[one.name] ?? ''} set={set(one.name)} />
      ))}
      <Field label={t('pocket.note_visit')}>
        <textarea rows={2} maxLength={1000} value={note} onChange={(event) => set('note')(event.target.value)} />
      </Field>
      <div className="acts">
        {lacks && <p className="told">{t('pocket.lacks_visit')}</p>}
        <button type="submit" className="main" disabled={lacks}>
          {t('pocket.visit_save')}
        </button>
      </div>
    </form>
  )
}

function Asked({ one, value, set }: { one: FieldOut; value: string; set: (value: string) => void }) {
  const { t } = useTranslation()
  const { called } = usePocket()
  const { say } = useSpoken()
  const word = (option: string) => called[`option.${option}`] ?? option
  const options = one.kind === 'yes_no' ? ['yes', 'no'] : one.options
  const label = `${called[`field.${one.name}`] ?? one.name}${one.required && !one.fresh ? ' *' : ''}`
  const known = one.known && t('pocket.visit_known', { value: options.length ? word(one.known) : one.known, who: one.by_name, at: say(one.at!) })
  const told = known && (
    <small className="muted">
      {known}
      {!one.fresh && ` ${t('pocket.visit_ask')}`}
    </small>
  )
  if (options.length)
    return (
      <div className="field">
        <span>{label}</span>
        {told}
        <div className="chips tight" role="group" aria-label={label}>
          {options.map((option) => (
            <button key={option} type="button" aria-pressed={option === value} onClick={() => set(option === value ? '' : option)}>
              {word(option)}
            </button>
          ))}
        </div>
      </div>
    )
  return (
    <Field label={label}>
      {told}
      <input type={INPUT[one.kind] ?? 'text'} maxLength={1000} value={value} onChange={(event) => set(event.target.value)} />
    </Field>
  )
}

/** Somebody new to call on, where one stands. */
export function NewHost() {
  const { t } = useTranslation()
  const { me, called, enter } = usePocket()
  const [draft, change, close] = useDraft('host')
  const [told, setTold] = useState('')
  const { form = 'household', name = '', address = '' } = draft.values
  const set = (values: Record<string, string>) => change((before) => ({ ...before, values: { ...before.values, ...values } }))
  const send = async (event: FormEvent) => {
    event.preventDefault()
    const spot = await here()
    if (!spot) return setTold(t('pocket.lacks_host'))
    close()
    await act(me!.login, { what: 'host', about: { title: name }, path: '/api/visits/hosts', body: { form, name, address, ...spot }, draft: 'host' })
    go('visits', true)
    await enter()
  }
  return (
    <form className="doing" onSubmit={(event) => void send(event)}>
      <Top title={t('pocket.visit_new')} />
      <div className="chips" role="group" aria-label={t('pocket.visit_form')}>
        {KINDS.map((one) => (
          <button key={one} type="button" aria-pressed={one === form} onClick={() => set({ form: one })}>
            {called[`form.${one}`] ?? one}
          </button>
        ))}
      </div>
      <Field label={t('pocket.visit_name')}>
        <input maxLength={100} value={name} onChange={(event) => set({ name: event.target.value })} />
      </Field>
      <Field label={t('pocket.visit_address')}>
        <input maxLength={200} value={address} onChange={(event) => set({ address: event.target.value })} />
      </Field>
      <p role="alert" className="refusal">
        {told}
      </p>
      <div className="acts">
        <button type="submit" className="main" disabled={!name.trim() || !address.trim()}>
          {t('pocket.visit_enter')}
        </button>
      </div>
    </form>
  )
}
