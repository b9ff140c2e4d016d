import { CameraOutlined, CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { keepFile } from '../api/generated/sdk.gen'
import { FileInput } from '../kit/file-input'
import { useAct } from './use-act'

export interface Picture {
  name: string
  seen: string // address of the picture in this browser
}

interface Of {
  needed: boolean
  pictures: Picture[]
  onChange: (change: (now: Picture[]) => Picture[]) => void
}

/** Pictures as proof, from the camera or a folder; `needed` says that one must be there. */
export function Pictures({ needed, pictures, onChange }: Of) {
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
      <FileInput ref={input} accept="image/png,image/jpeg,image/webp" label={t('task.add_photo')} capture="environment" onFile={(file) => add.mutate(file)} />
      <Button icon={<CameraOutlined />} loading={add.isPending} onClick={() => input.current?.click()}>
        {t(needed ? 'task.add_photo_needed' : 'task.add_photo')}
      </Button>
    </div>
  )
}
