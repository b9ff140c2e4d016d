import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adoptChain, suggestedChains } from '../api/generated/sdk.gen'
import type { ChainIn, CallStep } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { AREA_LEVELS } from '../decide/routing-api'
import { useAct } from '../decide/use-act'
import { useDuties } from '../decide/use-duties'
import { AreaSelect } from '../kit/area-select'
import { useMe } from '../people/session'
import { LEVELS } from '../tokens'
import { useStep } from './escalations'

/** Adopt a chain: the suggested one of a level, as it is or changed. */
export function AdoptChain({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const duties = useDuties()
  const step = useStep()
  const posts = useMe().posts.filter((post) => post.duty === 'rule_board')
  const { data: suggested } = useQuery({ queryKey: ['chains', 'suggested'], queryFn: () => ask(suggestedChains()), staleTime: Infinity })
  const [draft, setDraft] = useState<ChainIn>({ area: posts[0]?.area ?? '50', duty: '', warning: 0, steps: [{ duty: '', level: '', wait_min: 10 }], idle_min: 30, reason: '' })
  const set = (change: Partial<ChainIn>) => setDraft((now) => ({ ...now, ...change }))
  const put = (place: number, change: Partial<CallStep>) => set({ steps: draft.steps.map((one, at) => (at === place ? { ...one, ...change } : one)) })
  const act = useAct(
    () => ask(adoptChain({ body: draft })),
    () => {
      set({ reason: '' })
      onDone()
    },
  )
  if (posts.length === 0)
    return (
      <section>
        <h2>{t('escalations.adopt')}</h2>
        <p className="muted">{t('policies.who')}</p>
      </section>
    )
  const levels = [{ value: 0, label: t('alerts.any_level') }, ...LEVELS.map((one) => ({ value: one as number, label: t(`level.${one}`) }))]
  return (
    <section>
      <h2>{t('escalations.adopt')}</h2>
      <ul className="policy-lines">
        {suggested?.map((one) => (
          <li key={one.warning}>
            <p className="head">
              <b>{t(`level.${one.warning}`)}</b>
              <span className="grow" />
              <Button size="small" onClick={() => set({ warning: one.warning, steps: one.steps, idle_min: one.idle_min })}>
                {t('escalations.take')}
              </Button>
            </p>
            <small className="muted">{one.steps.map(step).join(' → ')}</small>
          </li>
        ))}
      </ul>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(undefined)
        }}
      >
        <label>
          {t('routing.area')}
          <AreaSelect value={draft.area ?? '50'} label={t('routing.area')} whole={t('app.city')} onChange={(area) => set({ area })} />
        </label>
        <label>
          {t('cases.level')}
          <Select aria-label={t('cases.level')} value={draft.warning} options={levels} onChange={(warning: number) => set({ warning })} />
        </label>
        <label className="whole">
          {t('escalations.of_duty')}
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={t('escalations.of_duty')} placeholder={t('escalations.any_duty')} value={draft.duty || undefined} options={duties.map((one) => ({ value: one, label: name(one) }))} onChange={(duty?: string) => set({ duty: duty ?? '' })} />
        </label>
        <ol className="whole rungs">
          {draft.steps.map((one, place) => (
            <li key={place}>
              <Select allowClear aria-label={t('routing.duty')} placeholder={t('escalations.own_duty')} value={one.duty || undefined} options={duties.map((duty) => ({ value: duty, label: name(duty) }))} onChange={(duty?: string) => put(place, { duty: duty ?? '' })} />
              <Select allowClear aria-label={t('routing.begin_level')} placeholder={t('escalations.nearest')} value={one.level || undefined} options={AREA_LEVELS.map((level) => ({ value: level as string, label: t(`routing.level.${level}`) }))} onChange={(level?: string) => put(place, { level: level ?? '' })} />
              <InputNumber min={1} max={10080} aria-label={t('escalations.wait')} value={one.wait_min} onChange={(wait_min) => put(place, { wait_min: wait_min ?? 10 })} />
              <Button type="text" disabled={draft.steps.length === 1} onClick={() => set({ steps: draft.steps.filter((_, at) => at !== place) })}>
                {t('routing.drop')}
              </Button>
            </li>
          ))}
          <li>
            <Button disabled={draft.steps.length >= 10} onClick={() => set({ steps: [...draft.steps, { duty: 'leader', level: 'district', wait_min: 15 }] })}>
              {t('escalations.add')}
            </Button>
          </li>
        </ol>
        <label>
          {t('escalations.idle_min')}
          <InputNumber min={1} max={10080} value={draft.idle_min} onChange={(idle_min) => set({ idle_min: idle_min ?? 30 })} />
        </label>
        <label className="whole">
          {t('ask.reason')}
          <Input.TextArea rows={2} maxLength={500} value={draft.reason} onChange={(event) => set({ reason: event.target.value })} />
        </label>
        <Button className="whole" type="primary" htmlType="submit" disabled={!draft.reason.trim()} loading={act.isPending}>
          {t('escalations.adopt')}
        </Button>
      </form>
    </section>
  )
}
