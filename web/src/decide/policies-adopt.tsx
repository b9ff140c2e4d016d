import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adoptPolicy } from '../api/generated/sdk.gen'
import type { PolicyIn } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { dayFromNow } from '../kit/time'
import { useMe } from '../people/session'
import { LEVELS } from '../tokens'
import { MODES, policies, useDetectors } from './policies-api'
import { useAct } from './use-act'

const BOARD = 'rule_board'

/** Adopt a line from a day on, with a reason. */
export function AdoptPolicy() {
  const { t } = useTranslation()
  const name = useNames()
  const client = useQueryClient()
  const detectors = useDetectors()
  const posts = useMe().posts.filter((post) => post.duty === BOARD)
  const [draft, setDraft] = useState<Required<PolicyIn>>(() => ({
    ...{ detector: '', warning: 0, area: posts[0]?.area ?? '50', from_h: 0, to_h: 24, mode: 'by_hand', since: dayFromNow(0), reason: '' },
  }))
  const set = (change: Partial<PolicyIn>) => setDraft((now) => ({ ...now, ...change }))
  const act = useAct(
    () => ask(adoptPolicy({ body: draft })),
    () => {
      set({ reason: '' })
      void client.invalidateQueries(policies)
    },
  )
  const levels = [{ value: 0, label: t('alerts.any_level') }, ...LEVELS.map((one) => ({ value: one as number, label: t(`level.${one}`) }))]
  return (
    <section aria-label={t('policies.adopt')}>
      <h2>{t('policies.adopt')}</h2>
      {posts.length === 0 && <p className="muted">{t('policies.who')}</p>}
      {posts.length > 0 && (
        <form
          className="fields"
          onSubmit={(event) => {
            event.preventDefault()
            act.mutate(undefined)
          }}
        >
          <label htmlFor="policy-mode" className="whole">
            {t('policies.mode')}
            <Select id="policy-mode" value={draft.mode} options={MODES.map((one) => ({ value: one, label: t(`policies.${one}`) }))} onChange={(mode: PolicyIn['mode']) => set({ mode })} />
          </label>
          <label htmlFor="policy-detector">
            {t('alert.detector')}
            <Select
              id="policy-detector"
              allowClear
              value={draft.detector || undefined}
              placeholder={t('mutes.any_detector')}
              options={detectors.map((one) => ({ value: one, label: name(one) }))}
              onChange={(detector?: string) => set({ detector: detector ?? '' })}
            />
          </label>
          <label htmlFor="policy-level">
            {t('alerts.level')}
            <Select id="policy-level" value={draft.warning} options={levels} onChange={(warning: number) => set({ warning })} />
          </label>
          <label htmlFor="policy-area">
            {t('mutes.area')}
            <AreaSelect id="policy-area" value={draft.area} label={t('mutes.area')} whole={posts.some((post) => post.area === '50') ? t('app.city') : undefined} onChange={(area) => set({ area: area || posts[0]!.area })} />
          </label>
          <label>
            {t('adopt.since')}
            <input type="date" value={draft.since} min={dayFromNow(0)} onChange={(event) => set({ since: event.target.value })} />
          </label>
          <label htmlFor="policy-from">
            {t('policies.from_h')}
            <InputNumber id="policy-from" min={0} max={23} value={draft.from_h} onChange={(from_h) => from_h !== null && set({ from_h })} />
          </label>
          <label htmlFor="policy-to">
            {t('policies.to_h')}
            <InputNumber id="policy-to" min={1} max={24} value={draft.to_h} onChange={(to_h) => to_h !== null && set({ to_h })} />
          </label>
          <label htmlFor="policy-reason" className="whole">
            {t('adopt.reason')}
            <Input id="policy-reason" value={draft.reason} maxLength={500} onChange={(event) => set({ reason: event.target.value })} />
          </label>
          <Button htmlType="submit" disabled={!draft.reason.trim() || !draft.since} loading={act.isPending}>
            {t('policies.adopt_from', { day: draft.since })}
          </Button>
        </form>
      )}
    </section>
  )
}
