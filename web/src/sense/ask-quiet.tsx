import { useQuery } from '@tanstack/react-query'
import { Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { ask as askForQuiet } from '../api/generated/sdk.gen'
import type { AlertOut, MuteIn } from '../api/generated/types.gen'
import { parameters, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { AreaSelect } from '../kit/area-select'
import { remember, SaidBefore } from '../kit/said'
import { atCityClock, cityClock } from '../kit/time'
import { useMe } from '../people/session'
import { useReread } from './mutes-api'

const HOUR_MS = 3_600_000
const HOURS = 4

interface Of {
  about?: AlertOut
  onClose: () => void
}

/** Ask for quiet in a time to come: alerts are recorded and nobody is called. */
export function AskQuiet({ about, onClose }: Of) {
  const { t } = useTranslation()
  const name = useNames()
  const reread = useReread()
  const { posts } = useMe()
  const { data: known } = useQuery(parameters)
  const [draft, setDraft] = useState<MuteIn>(() => ({
    detector: about?.detector ?? '',
    subject: about && !about.storm ? about.subject : '',
    area: about?.area ?? posts[0]?.area ?? '50',
    since: cityClock(new Date()),
    until: cityClock(new Date(Date.now() + HOURS * HOUR_MS)),
    reason: '',
  }))
  const set = (change: Partial<MuteIn>) => setDraft((now) => ({ ...now, ...change }))
  const act = useAct(
    () => ask(askForQuiet({ body: { ...draft, since: atCityClock(draft.since), until: atCityClock(draft.until) } })),
    () => {
      remember('mute', draft.reason)
      reread()
      onClose()
    },
  )
  const detectors = [...new Set([...(known?.map((one) => one.detector) ?? []), ...(draft.detector ? [draft.detector] : [])])]
  const whole = posts.some((post) => post.area === '50') ? t('app.city') : undefined
  const ready = draft.reason.trim() && draft.area && draft.since && draft.until && draft.since < draft.until
  return (
    <Modal
      open
      title={t('mutes.ask')}
      okText={t('mutes.ask')}
      cancelText={t('device.cancel')}
      okButtonProps={{ disabled: !ready, loading: act.isPending }}
      onOk={() => act.mutate(undefined)}
      onCancel={onClose}
      width={640}
    >
      <p className="muted">{t('mutes.what')}</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) act.mutate(undefined)
        }}
      >
        <label htmlFor="mute-detector">
          {t('alert.detector')}
          <Select
            id="mute-detector"
            allowClear
            value={draft.detector || undefined}
            placeholder={t('mutes.any_detector')}
            options={detectors.map((one) => ({ value: one, label: name(one) }))}
            onChange={(detector?: string) => set({ detector: detector ?? '' })}
          />
        </label>
        <label htmlFor="mute-subject">
          {t('mutes.subject')}
          <Input id="mute-subject" value={draft.subject} placeholder={t('mutes.any_subject')} maxLength={128} onChange={(event) => set({ subject: event.target.value })} />
        </label>
        <label htmlFor="mute-area" className="whole">
          {t('mutes.area')}
          <AreaSelect id="mute-area" value={draft.area} label={t('mutes.area')} whole={whole} also={about && { code: about.area, name: about.area_name }} onChange={(area) => set({ area })} />
        </label>
        <label>
          {t('mutes.since')}
          <input type="datetime-local" value={draft.since} onChange={(event) => set({ since: event.target.value })} />
        </label>
        <label>
          {t('mutes.until')}
          <input type="datetime-local" value={draft.until} min={draft.since} onChange={(event) => set({ until: event.target.value })} />
        </label>
        <label htmlFor="mute-reason" className="whole">
          {t('mutes.reason')}
          <Input id="mute-reason" value={draft.reason} maxLength={500} onChange={(event) => set({ reason: event.target.value })} />
        </label>
        <SaidBefore what="mute" now={draft.reason} onChoose={(reason) => set({ reason })} />
        <input type="submit" hidden />
      </form>
    </Modal>
  )
}
