import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { callMember, makeRemark, showPaper } from '../api/generated/sdk.gen'
import type { AttendeeOut, GatheringPage } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Moment } from '../kit/moment'
import { useMe } from '../people/session'
import { useAct } from './use-act'

function useReread(id: number): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['gatherings', id] })
}

/** Who was called, by party; who has come, who speaks. */
export function People({ of }: { of: GatheringPage }) {
  const { t } = useTranslation()
  const name = useNames()
  const reread = useReread(of.id)
  const parties = [...new Set(of.people.map((one) => one.party))]
  return (
    <section aria-label={t('gatherings.people')}>
      <h2>
        {t('gatherings.people')} <small className="number">{t('gatherings.came', { came: of.came, called: of.called })}</small>
      </h2>
      {parties.map((party) => (
        <div key={party} className="party">
          <h3>{party ? name(party) : t('gatherings.lead_party')}</h3>
          <ul>
            {of.people
              .filter((one) => one.party === party)
              .toSorted((a, b) => Number(Boolean(b.came)) - Number(Boolean(a.came)))
              .map((one) => (
                <Person key={one.login} of={one} />
              ))}
          </ul>
        </div>
      ))}
      {of.member && <Sayer label={t('gatherings.login')} act={t('gatherings.call_member')} most={100} say={(login) => ask(callMember({ path: { gathering_id: of.id }, body: { login } }))} after={reread} />}
    </section>
  )
}

function Person({ of }: { of: AttendeeOut }) {
  const { t } = useTranslation()
  const name = useNames()
  return (
    <li className={of.came ? 'person-line has-come' : 'person-line'}>
      <i aria-hidden />
      <span>
        {of.leads ? <b>{of.name}</b> : of.name}
        {of.speaks && <small className="speaks"> {t('gatherings.speaks')}</small>}
        <small className="muted">
          {of.duty ? ` ${name(of.duty)}` : ''}
          {of.how !== 'unsaid' && ` · ${t(`gatherings.how.${of.how}`)}`}
        </small>
      </span>
      <small className="muted number">{of.came ? <Moment at={of.came} /> : t('gatherings.not_come')}</small>
    </li>
  )
}

/** Pictures and documents that were shown. */
export function Papers({ of }: { of: GatheringPage }) {
  const { t } = useTranslation()
  const file = useRef<HTMLInputElement>(null)
  const reread = useReread(of.id)
  const act = useAct((one: File) => ask(showPaper({ path: { gathering_id: of.id }, body: { file: one } })), reread)
  return (
    <section aria-label={t('gatherings.papers')}>
      <h2>
        {t('gatherings.papers')}
        <span className="grow" />
        {of.member && (
          <Button size="small" loading={act.isPending} onClick={() => file.current?.click()}>
            {t('gatherings.show')}
          </Button>
        )}
      </h2>
      <input
        ref={file}
        type="file"
        hidden
        accept=".png,.jpg,.jpeg,.pdf,.docx,.xlsx,.pptx"
        aria-label={t('gatherings.show')}
        onChange={(event) => {
          const one = event.target.files?.[0]
          if (one) act.mutate(one)
          event.target.value = ''
        }}
      />
      {of.papers.length === 0 && <p className="muted">{t('gatherings.no_papers')}</p>}
      <ul className="papers">
        {of.papers.map((one) => {
          const href = `/api/gatherings/${of.id}/papers/${one.id}`
          return (
            <li key={one.id}>
              <a href={href} target="_blank" rel="noreferrer">
                {one.kind.startsWith('image/') && <img src={href} alt="" loading="lazy" />}
                {one.title}
              </a>
              <small className="muted">
                {one.by_name} <Moment at={one.at} /> · {Math.ceil(one.size / 1024)} KiB
              </small>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** What is said in writing. */
export function Remarks({ of }: { of: GatheringPage }) {
  const { t } = useTranslation()
  const me = useMe().login
  const reread = useReread(of.id)
  return (
    <section aria-label={t('gatherings.remarks')}>
      <h2>{t('gatherings.remarks')}</h2>
      <ul className="remarks">
        {of.remarks.map((one) => (
          <li key={one.id} className={one.by === me ? 'is-mine' : undefined}>
            <small className="muted">
              {one.by_name} <Moment at={one.at} />
            </small>
            <p>{one.text}</p>
          </li>
        ))}
      </ul>
      {of.member && <Sayer label={t('gatherings.say')} act={t('gatherings.send')} most={4000} say={(text) => ask(makeRemark({ path: { gathering_id: of.id }, body: { text } }))} after={reread} />}
    </section>
  )
}

interface Says {
  label: string
  act: string
  most: number
  say: (text: string) => Promise<unknown>
  after: () => void
}

/** A line to write and to send; once it is taken the line is empty again. */
function Sayer({ label, act, most, say, after }: Says) {
  const [text, setText] = useState('')
  const sending = useAct(
    () => say(text.trim()),
    () => {
      setText('')
      after()
    },
  )
  return (
    <form
      className="gathering-row"
      onSubmit={(event) => {
        event.preventDefault()
        sending.mutate(undefined)
      }}
    >
      <Input aria-label={label} placeholder={label} maxLength={most} value={text} onChange={(event) => setText(event.target.value)} />
      <Button htmlType="submit" disabled={!text.trim()} loading={sending.isPending}>
        {act}
      </Button>
    </form>
  )
}
