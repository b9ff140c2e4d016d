import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { ask } from '../api/client'
import { beginReview, reviewsOfCase, tellInjury } from '../api/generated/sdk.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Moment } from '../kit/moment'
import '../people/notices.css'

/** In which reviews a case is read again, who was injured, and the buttons that begin one. */
export function CaseReviews({ id }: { id: number }) {
  const { t } = useTranslation()
  const name = useNames()
  const go = useNavigate()
  const [telling, setTelling] = useState(false)
  const { data } = useQuery({ queryKey: ['case', id, 'reviews'], queryFn: () => ask(reviewsOfCase({ path: { case_id: id } })) })
  const begin = useAct(() => ask(beginReview({ path: { case_id: id } })), (page) => void go(`/reviews/${page.review.id}`))
  if (!data) return null
  return (
    <section aria-label={t('reviews.of_case')}>
      <h2>{t('reviews.of_case')}</h2>
      <ul className="lines">
        {data.reviews.map((one) => (
          <li key={one.id}>
            <Link to={`/reviews/${one.id}`} className="number">
              #{one.id}
            </Link>
            <span>
              {name(`trigger.${one.trigger}`)} <small className="muted"><Moment at={one.opened} /></small>
            </span>
            <small className="muted">{t(one.closed ? 'reviews.closed' : 'reviews.going')}</small>
          </li>
        ))}
        {data.injuries.map((one) => (
          <li key={one.at}>
            <b>{t('reviews.injured', { count: one.people })}</b>
            <span>
              {one.note} <small className="muted">{one.by} · <Moment at={one.at} /></small>
            </span>
          </li>
        ))}
      </ul>
      <p className="drawer-acts">
        {data.may_open && (
          <Button loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
            {t('reviews.begin')}
          </Button>
        )}
        <Button onClick={() => setTelling(true)}>{t('reviews.tell_injury')}</Button>
      </p>
      {telling && <Injured id={id} onClose={() => setTelling(false)} />}
    </section>
  )
}

function Injured({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [people, setPeople] = useState(1)
  const [note, setNote] = useState('')
  const tell = useAct(
    () => ask(tellInjury({ path: { case_id: id }, body: { people, note } })),
    () => {
      void client.invalidateQueries({ queryKey: ['case', id] })
      onClose()
    },
  )
  return (
    <Modal open title={t('reviews.tell_injury')} onCancel={onClose} footer={null}>
      <div className="fields">
        <label>
          {t('reviews.injured_people')}
          <InputNumber min={1} max={100_000} value={people} onChange={(value) => setPeople(value ?? 1)} />
        </label>
        <label className="whole">
          {t('reviews.what_happened')}
          <Input.TextArea rows={3} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
        </label>
        <Button type="primary" className="whole" disabled={!note.trim()} loading={tell.isPending} onClick={() => tell.mutate(undefined)}>
          {t('reviews.tell_injury')}
        </Button>
      </div>
    </Modal>
  )
}
