import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { makeAppeal, reviewAppeal } from '../api/generated/sdk.gen'
import type { AppealOut } from '../api/generated/types.gen'
import { Pictures, type Picture } from '../decide/pictures'
import { useAct } from '../decide/use-act'

function useReread(): () => void {
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: ['supervise'] })
    void client.invalidateQueries({ queryKey: ['case'] })
  }
}

/** Say why a case should not count as late. */
export function MakeAppeal({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [pictures, setPictures] = useState<Picture[]>([])
  const reread = useReread()
  const make = useAct(
    () => ask(makeAppeal({ path: { case_id: id }, body: { reason, photos: pictures.map((one) => one.name) } })),
    () => {
      reread()
      onClose()
    },
  )
  return (
    <Modal open title={t('supervise.appeal_for', { id })} onCancel={onClose} footer={null}>
      <div className="appeal-form">
        <label htmlFor="appeal">{t('supervise.appeal_why')}</label>
        <Input.TextArea id="appeal" rows={3} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        <Pictures needed={false} pictures={pictures} onChange={setPictures} />
        <small className="muted">{t('supervise.appeal_what')}</small>
        <Button type="primary" disabled={reason.trim().length < 2} loading={make.isPending} onClick={() => make.mutate(undefined)}>
          {t('supervise.appeal')}
        </Button>
      </div>
    </Modal>
  )
}

/** The look that is due at an appeal: granted, or not and why. */
export function ReviewAppeal({ of }: { of: AppealOut }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const reread = useReread()
  const say = useAct((granted: boolean) => ask(reviewAppeal({ path: { appeal_id: of.id }, body: { granted, note } })), reread)
  return (
    <div className="appeal-review">
      <Input aria-label={t('supervise.note')} placeholder={t('supervise.note')} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <Button type="primary" loading={say.isPending} onClick={() => say.mutate(true)}>
        {t('supervise.grant')}
      </Button>
      <Button disabled={!note.trim()} loading={say.isPending} onClick={() => say.mutate(false)}>
        {t('supervise.refuse')}
      </Button>
    </div>
  )
}
