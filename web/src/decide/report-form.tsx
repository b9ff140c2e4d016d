import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { report } from '../api/generated/sdk.gen'
import type { ReportedIn } from '../api/generated/types.gen'
import { AreaSelect } from '../kit/area-select'
import { pointOf } from '../kit/point'
import { useAct } from './use-act'

type Kind = NonNullable<ReportedIn['kind']>

const KINDS: Kind[] = ['hotline', 'citizen', 'grid', 'department', 'leader', 'media', 'video']
const NOTHING = { title: '', text: '', category: '', area: '', point: '', place: '', urgent: false, drill: false }

/** At a desk: take down what somebody reported, or let it be an exercise. */
export function ReportAtDesk() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('report.at_desk')}</Button>
      {open && <Form onClose={() => setOpen(false)} />}
    </>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind>('hotline')
  const [said, setSaid] = useState(NOTHING)
  const set = (one: Partial<typeof NOTHING>) => setSaid({ ...said, ...one })
  const { category, area, point, ...rest } = said
  const act = useAct(() => ask(report({ body: { ...rest, kind, category_code: category.trim().toUpperCase(), ...(area && { area }), ...pointOf(point) } })), onClose)
  const ready = said.title.trim().length > 1 && (said.area || pointOf(said.point))
  return (
    <Modal open title={t('report.at_desk')} onCancel={onClose} footer={null}>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(undefined)
        }}
      >
        <label className="whole">
          {t('report.title')}
          <Input autoFocus value={said.title} maxLength={100} onChange={(event) => set({ title: event.target.value })} />
        </label>
        <label className="whole">
          {t('report.text')}
          <Input.TextArea rows={3} value={said.text} maxLength={4000} onChange={(event) => set({ text: event.target.value })} />
        </label>
        <label>
          {t('report.who')}
          <Select value={kind} options={KINDS.map((one) => ({ value: one, label: t(`report.kind.${one}`) }))} onChange={setKind} />
        </label>
        <label>
          {t('report.category')}
          <Input value={said.category} placeholder="M06010" maxLength={12} onChange={(event) => set({ category: event.target.value })} />
        </label>
        <label>
          {t('plans.area')}
          <AreaSelect value={said.area} label={t('plans.area')} onChange={(code) => set({ area: code })} />
        </label>
        <label>
          {t('plans.point')}
          <Input value={said.point} placeholder="106.556, 29.556" maxLength={60} onChange={(event) => set({ point: event.target.value })} />
        </label>
        <label className="whole">
          {t('report.place')}
          <Input value={said.place} maxLength={256} onChange={(event) => set({ place: event.target.value })} />
        </label>
        <div className="whole">
          <Checkbox checked={said.urgent} onChange={(event) => set({ urgent: event.target.checked })}>
            {t('report.urgent')}
          </Checkbox>
          <Checkbox checked={said.drill} onChange={(event) => set({ drill: event.target.checked })}>
            {t('plans.drill')}
          </Checkbox>
        </div>
        <Button className="whole" type="primary" htmlType="submit" disabled={!ready} loading={act.isPending}>
          {t(said.drill ? 'report.send_drill' : 'report.send')}
        </Button>
      </form>
    </Modal>
  )
}
