import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { agreeOnAdjustment, listAdjustments, tryAdjustment, withdrawAdjustment } from '../api/generated/sdk.gen'
import type { AdjustmentOut, Book, MovingOut } from '../api/generated/types.gen'
import { useSentence } from '../kit/sentence'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import './policies.css'
import { useAct } from './use-act'

interface Of {
  book: Book
  name?: string
  edition: number
  /** The first day on which the edition holds. */
  earliest?: string
  /** Whether running clocks may be made to follow it: it holds, or will. */
  may: boolean
}

const SOON_MS = 2000

/** Read again soon while clocks are being changed. */
const adjustments = queryOptions({
  queryKey: ['adjustments'],
  queryFn: () => ask(listAdjustments()),
  refetchInterval: (query) => (query.state.data?.some((one) => one.standing === 'goes') ? SOON_MS : false),
})

/** Beside an edition: whether running clocks follow it, and, for who keeps the book, the way to say so. */
export function Follow({ book, name = '', edition, earliest, may }: Of) {
  const { t } = useTranslation()
  const { data } = useQuery(adjustments)
  const keeps = useMe().posts.some((post) => post.duty === 'rule_board' && post.area === '50')
  const [open, setOpen] = useState(false)
  const told = data?.filter((one) => one.book === book && one.name === name && one.edition === edition) ?? []
  const holds = told.some((one) => one.standing !== 'withdrawn')
  return (
    <>
      {told.map((one) => (
        <Told key={one.id} of={one} may={keeps} />
      ))}
      {data && may && keeps && !holds && (
        <Button size="small" onClick={() => setOpen(true)}>
          {t('follow.open')}
        </Button>
      )}
      {open && <Agree of={{ book, name, edition }} earliest={earliest && earliest > dayFromNow(0) ? earliest : dayFromNow(0)} onClose={() => setOpen(false)} />}
    </>
  )
}

function Told({ of, may }: { of: AdjustmentOut; may: boolean }) {
  const { t } = useTranslation()
  const [asks, setAsks] = useState(false)
  const [why, setWhy] = useState('')
  const back = useAct(() => ask(withdrawAdjustment({ path: { adjustment_id: of.id }, body: { why } })), useReread())
  return (
    <div className={`follow is-${of.standing}`}>
      <p>{t(`follow.standing.${of.standing}`, { since: of.since, count: of.clocks })}</p>
      <small className="muted">
        {of.why} · {of.by} {of.withdrawn_why && `· ${of.withdrawn_why}`}
      </small>{' '}
      {of.standing === 'waits' && may && !asks && (
        <Button size="small" onClick={() => setAsks(true)}>
          {t('follow.withdraw')}
        </Button>
      )}
      {of.standing === 'waits' && asks && (
        <form
          className="follow-back"
          onSubmit={(event) => {
            event.preventDefault()
            back.mutate(undefined)
          }}
        >
          <Input autoFocus maxLength={500} value={why} aria-label={t('follow.withdraw_why')} placeholder={t('follow.withdraw_why')} onChange={(event) => setWhy(event.target.value)} />
          <Button htmlType="submit" disabled={!why.trim()} loading={back.isPending}>
            {t('follow.withdraw')}
          </Button>
        </form>
      )}
    </div>
  )
}

function useReread(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: adjustments.queryKey })
}

/** First what it would move, then why, then it is agreed. */
function Agree({ of, earliest, onClose }: { of: { book: Book; name: string; edition: number }; earliest: string; onClose: () => void }) {
  const { t } = useTranslation()
  const reread = useReread()
  const [since, setSince] = useState(earliest)
  const [why, setWhy] = useState('')
  const tried = useQuery({ queryKey: ['adjusting', of, since], queryFn: () => ask(tryAdjustment({ body: { ...of, since } })), retry: false, staleTime: 0 })
  const agree = useAct(
    () => ask(agreeOnAdjustment({ body: { ...of, since, why } })),
    () => (reread(), onClose()),
  )
  return (
    <Modal
      open
      width={560}
      title={t('follow.title')}
      okText={t('follow.agree', { since })}
      okButtonProps={{ disabled: !why.trim() || !tried.data, loading: agree.isPending }}
      cancelText={t('device.cancel')}
      onOk={() => agree.mutate(undefined)}
      onCancel={onClose}
    >
      <p className="muted">{t('follow.what')}</p>
      <div className="fields">
        <label>
          {t('follow.since')}
          <Input type="date" value={since} min={earliest} onChange={(event) => event.target.value && setSince(event.target.value)} />
        </label>
        <label className="whole">
          {t('ask.reason')}
          <Input.TextArea rows={2} maxLength={500} value={why} onChange={(event) => setWhy(event.target.value)} />
        </label>
      </div>
      <div className="policy-answer" role="status" aria-live="polite">
        {tried.error ? <Refused error={tried.error} /> : tried.data ? <Effect of={tried.data} /> : <Waiting />}
      </div>
    </Modal>
  )
}

function Refused({ error }: { error: unknown }) {
  const sentence = useSentence()
  return <p>{sentence(error)}</p>
}

function Effect({ of }: { of: MovingOut }) {
  const { t } = useTranslation()
  return (
    <>
      <p>{t('follow.effect', { count: of.running, earlier: of.earlier, later: of.later, late: of.late, not_late: of.not_late, lamps: of.lamps })}</p>
      {of.cases.length > 0 && (
        <p>
          {t('follow.some')}{' '}
          {of.cases.slice(0, 8).map((id) => (
            <Link key={id} to={`/cases/${id}`}>
              #{id}{' '}
            </Link>
          ))}
        </p>
      )}
    </>
  )
}
