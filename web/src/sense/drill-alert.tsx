import { Button, Input, InputNumber, Modal, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { raiseDrill } from '../api/generated/sdk.gen'
import { useNames } from '../api/queries'
import { useDetectors } from '../decide/policies-api'
import { useAct } from '../decide/use-act'
import { AreaSelect } from '../kit/area-select'
import { pointOf } from '../kit/point'
import { useMe } from '../people/session'

const COMMANDS = ['dispatcher', 'shift_leader', 'leader']

/** For who commands somewhere: raise an alert as an exercise. */
export function DrillAlert() {
  const { t } = useTranslation()
  const may = useMe().posts.some((post) => COMMANDS.includes(post.duty))
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('alerts.drill')}</Button>
      {open && <Form onClose={() => setOpen(false)} />}
    </>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const detectors = useDetectors()
  const client = useQueryClient()
  const [detector, setDetector] = useState('')
  const [said, setSaid] = useState({ subject: '', area: '', point: '', peak: 0 })
  const set = (one: Partial<typeof said>) => setSaid({ ...said, ...one })
  const act = useAct(
    () => ask(raiseDrill({ body: { detector, subject: said.subject, area: said.area, peak: said.peak, ...pointOf(said.point) } })),
    () => (void client.invalidateQueries({ queryKey: ['alerts'] }), onClose()),
  )
  const ready = detector && said.subject.trim() && (said.area || pointOf(said.point))
  return (
    <Modal open title={t('alerts.drill')} onCancel={onClose} footer={null}>
      <p className="muted">{t('alerts.drill_what')}</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(undefined)
        }}
      >
        <label className="whole">
          {t('alerts.detector')}
          <Select showSearch={{ optionFilterProp: 'label' }} value={detector || undefined} options={detectors.map((one) => ({ value: one, label: name(one) }))} onChange={setDetector} />
        </label>
        <label className="whole">
          {t('alerts.drill_subject')}
          <Input value={said.subject} maxLength={128} onChange={(event) => set({ subject: event.target.value })} />
        </label>
        <label>
          {t('plans.area')}
          <AreaSelect value={said.area} label={t('plans.area')} onChange={(code) => set({ area: code })} />
        </label>
        <label>
          {t('plans.point')}
          <Input value={said.point} placeholder="106.556, 29.556" maxLength={60} onChange={(event) => set({ point: event.target.value })} />
        </label>
        <label>
          {t('alerts.peak')}
          <InputNumber value={said.peak} onChange={(value) => set({ peak: value ?? 0 })} />
        </label>
        <Button className="whole" type="primary" htmlType="submit" disabled={!ready} loading={act.isPending}>
          {t('alerts.drill_go')}
        </Button>
      </form>
    </Modal>
  )
}
