import { stepOf } from './tasks'
import { Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { finish } from '../api/generated/sdk.gen'
import type { Outcome, TaskOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { remember, SaidBefore } from '../kit/said'
import { Pictures, type Picture } from './pictures'
import { useAct } from './use-act'

/** Say what was done, with proof. Notes are typed once and offered again. */
export function FinishTask({ of, task }: { of: number; task: TaskOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const [note, setNote] = useState('')
  const [outcome, setOutcome] = useState<Outcome>('settled')
  const [pictures, setPictures] = useState<Picture[]>([])
  const act = useAct(
    () => {
      const body = { note, outcome, photos: pictures.map((one) => one.name) }
      return ask(finish({ path: { case_id: of, task_id: task.id }, body }))
    },
    () => remember(task.step, note),
  )
  return (
    <div className="finish">
      <h3>{stepOf(task, name)}</h3>
      <label htmlFor={`note-${task.id}`}>{t('task.note')}</label>
      <Input.TextArea id={`note-${task.id}`} rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <SaidBefore what={task.step} now={note} onChoose={setNote} />
      <Radio.Group value={outcome} onChange={(event) => setOutcome(event.target.value as Outcome)} aria-label={t('task.outcome')}>
        <Radio value="settled">{t('outcome.settled')}</Radio>
        <Radio value="nothing_there">{t('outcome.nothing_there')}</Radio>
      </Radio.Group>
      <Pictures needed={task.photo} pictures={pictures} onChange={setPictures} />
      <Button
        block
        type="primary"
        size="large"
        loading={act.isPending}
        disabled={!note.trim() || (task.photo && pictures.length === 0)}
        onClick={() => act.mutate(undefined)}
      >
        {t('task.finish')}
      </Button>
    </div>
  )
}
