import { Input, InputNumber, Modal, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { register } from '../api/generated/sdk.gen'
import type { DeviceIn, DeviceOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { LIVES, useReread, type Life } from './device-api'

const MINUTE_S = 60
const TEXTS = ['maker', 'owner', 'repairer', 'asset'] as const

type Draft = Omit<DeviceIn, 'lon' | 'lat'> & { lon: number | null; lat: number | null }

const EMPTY: Draft = { code: '', name: '', kind: '', lon: null, lat: null, expect_every_s: 60 * MINUTE_S, life: 'active' }

interface Of {
  of?: DeviceOut
  onClose: () => void
  onDone: (code: string) => void
}

const draftOf = ({ code, name, kind, lon, lat, maker, owner, repairer, asset, expect_every_s, life }: DeviceOut): Draft => ({
  ...{ code, name, kind, lon, lat, maker, owner, repairer, asset, expect_every_s, life },
})

/** Register a device, or change what is known of one. */
export function DeviceForm({ of, onClose, onDone }: Of) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<Draft>(() => (of ? draftOf(of) : EMPTY))
  const reread = useReread()
  const act = useAct(
    () => ask(register({ body: { ...draft, lon: draft.lon!, lat: draft.lat! } })),
    () => {
      reread()
      onClose()
      onDone(draft.code)
    },
  )
  const ready = draft.code.trim() && draft.name.trim() && draft.kind.trim() && draft.lon !== null && draft.lat !== null
  const set = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }))
  return (
    <Modal
      open
      title={of ? t('device.change') : t('devices.register')}
      okText={of ? t('device.keep') : t('device.register')}
      cancelText={t('device.cancel')}
      okButtonProps={{ disabled: !ready, loading: act.isPending }}
      onOk={() => act.mutate(undefined)}
      onCancel={onClose}
      width={640}
    >
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) act.mutate(undefined)
        }}
      >
        <Field id="code" label={t('device.code')}>
          <Input id="device-code" value={draft.code} disabled={Boolean(of)} maxLength={128} onChange={(event) => set({ code: event.target.value })} />
        </Field>
        <Field id="name" label={t('device.name')}>
          <Input id="device-name" value={draft.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <Field id="kind" label={t('device.kind')}>
          <Input id="device-kind" value={draft.kind} maxLength={200} onChange={(event) => set({ kind: event.target.value })} />
        </Field>
        <Field id="life" label={t('device.life')}>
          <Select id="device-life" value={draft.life} options={LIVES.map((one) => ({ value: one, label: t(`life.${one}`) }))} onChange={(life: Life) => set({ life })} />
        </Field>
        <Place draft={draft} set={set} />
        <Field id="every" label={t('device.every')}>
          <InputNumber
            id="device-every"
            min={0.1}
            value={(draft.expect_every_s ?? MINUTE_S) / MINUTE_S}
            suffix={t('device.minutes')}
            onChange={(minutes) => minutes && set({ expect_every_s: minutes * MINUTE_S })}
          />
        </Field>
        {TEXTS.map((one) => (
          <Field key={one} id={one} label={t(`device.${one}`)}>
            <Input id={`device-${one}`} value={draft[one] ?? ''} maxLength={200} onChange={(event) => set({ [one]: event.target.value })} />
          </Field>
        ))}
        <input type="submit" hidden />
      </form>
    </Modal>
  )
}

function Place({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Field id="lon" label={t('device.lon')}>
        <InputNumber id="device-lon" controls={false} min={-180} max={180} value={draft.lon} placeholder="106.5" onChange={(lon) => set({ lon })} />
      </Field>
      <Field id="lat" label={t('device.lat')}>
        <InputNumber id="device-lat" controls={false} min={-90} max={90} value={draft.lat} placeholder="29.5" onChange={(lat) => set({ lat })} />
      </Field>
    </>
  )
}

const Field = ({ id, label, children }: { id: string; label: string; children: ReactNode }) => (
  <label htmlFor={`device-${id}`}>
    {label}
    {children}
  </label>
)
