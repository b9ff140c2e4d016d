import { CameraOutlined, CloseOutlined } from '@ant-design/icons'
import { Button, Input, Radio } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { finish, keepFile } from '../api/generated/sdk.gen'
import type { Outcome, TaskOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { remember, SaidBefore } from '../kit/said'
import { useAct } from './use-act'

interface Picture {
  name: string
  seen: string // address of the picture in this browser
}

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
      <h3>{name(task.step)}</h3>
      <label htmlFor={`note-${task.id}`}>{t('task.note')}</label>
      <Input.TextArea id={`note-${task.id}`} rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      <SaidBefore what={task.step} now={note} onChoose={setNote} />
      <Radio.Group value={outcome} onChange={(event) => setOutcome(event.target.value as Outcome)} aria-label={t('task.outcome')}>
        <Radio value="settled">{t('outcome.settled')}</Radio>
        <Radio value="nothing_there">{t('outcome.nothing_there')}</Radio>
      </Radio.Group>
      <Pictures task={task} pictures={pictures} onChange={setPictures} />
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

interface Of {
  task: TaskOut
  pictures: Picture[]
  onChange: (change: (now: Picture[]) => Picture[]) => void
}

function Pictures({ task, pictures, onChange }: Of) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const add = useAct(
    async (file: File) => ({ name: (await ask(keepFile({ body: { file } }))).name, seen: URL.createObjectURL(file) }),
    (picture) => onChange((now) => [...now, picture]),
  )
  const shown = useRef(pictures)
  shown.current = pictures
  useEffect(() => () => shown.current.forEach((one) => URL.revokeObjectURL(one.seen)), [])
  return (
    <div className="photos">
      {pictures.map((one, index) => (
        <span key={one.name} className="photo">
          <img src={one.seen} alt={t('task.photo_number', { number: index + 1 })} />
          <Button
            size="small"
            shape="circle"
            aria-label={t('task.remove_photo')}
            icon={<CloseOutlined />}
            onClick={() => onChange((now) => now.filter((other) => other !== one))}
          />
        </span>
      ))}
      <input
        ref={input}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp"
        capture="environment"
        aria-label={t('task.add_photo')}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) add.mutate(file)
        }}
      />
      <Button icon={<CameraOutlined />} loading={add.isPending} onClick={() => input.current?.click()}>
        {t(task.photo ? 'task.add_photo_needed' : 'task.add_photo')}
      </Button>
    </div>
  )
}
