import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { accept, reject } from '../api/generated/sdk.gen'
import { Pictures, type Picture } from '../decide/pictures'
import { useAct } from '../decide/use-act'
import { remember, SaidBefore } from '../kit/said'
import { standing } from '../kit/standing'

/** A second pair of eyes: it is done, or it goes back with a reason. */
export function Decide({ verification, onTheSpot }: { verification: number; onTheSpot: boolean }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [pictures, setPictures] = useState<Picture[]>([])
  const missing = onTheSpot && pictures.length === 0
  const seen = async () => ({ path: { verification_id: verification }, body: { note, photos: pictures.map((one) => one.name), ...(onTheSpot ? await standing() : {}) } })
  const good = useAct(async () => ask(accept(await seen())))
  const bad = useAct(async () => ask(reject(await seen())), () => remember('reject', note))
  return (
    <div className="decide">
      <label htmlFor="verdict">{t('verify.note')}</label>
      <Input.TextArea id="verdict" rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <SaidBefore what="reject" now={note} onChoose={setNote} />
      {onTheSpot && <Pictures needed pictures={pictures} onChange={setPictures} />}
      <Button block disabled={missing} type="primary" size="large" loading={good.isPending} onClick={() => good.mutate(undefined)}>
        {t('verify.accept')}
      </Button>
      <Button block danger size="large" disabled={!note.trim() || missing} loading={bad.isPending} onClick={() => bad.mutate(undefined)}>
        {t('verify.reject')}
      </Button>
      {!note.trim() && <small className="muted">{t('verify.reason_needed')}</small>}
    </div>
  )
}
