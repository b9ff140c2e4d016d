import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { accept, reject } from '../api/generated/sdk.gen'
import { useAct } from '../decide/use-act'
import { remember, SaidBefore } from '../kit/said'

/** A second pair of eyes: it is done, or it goes back with a reason. */
export function Decide({ verification }: { verification: number }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const said = { path: { verification_id: verification }, body: { note } }
  const good = useAct(() => ask(accept(said)))
  const bad = useAct(() => ask(reject(said)), () => remember('reject', note))
  return (
    <div className="decide">
      <label htmlFor="verdict">{t('verify.note')}</label>
      <Input.TextArea id="verdict" rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <SaidBefore what="reject" now={note} onChoose={setNote} />
      <Button block type="primary" size="large" loading={good.isPending} onClick={() => good.mutate(undefined)}>
        {t('verify.accept')}
      </Button>
      <Button block danger size="large" disabled={!note.trim()} loading={bad.isPending} onClick={() => bad.mutate(undefined)}>
        {t('verify.reject')}
      </Button>
      {!note.trim() && <small className="muted">{t('verify.reason_needed')}</small>}
    </div>
  )
}
