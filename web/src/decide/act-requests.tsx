import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { RequestIn } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { remember } from '../kit/said'
import { atCityClock, cityClock } from '../kit/time'
import { ActBox } from './act-box'
import { Why, type At } from './act-forms'
import { useAct } from './use-act'

const DAY = 86_400_000
const later = (ms: number) => cityClock(new Date(Date.now() + ms))

/** More time, a time without a clock, another district's help: asked with a reason, granted by two others. */
export function Ask({ page, kind }: At & { kind: RequestIn['kind'] }) {
  const { t } = useTranslation()
  const name = useNames()
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState(() => later(30 * DAY))
  const [area, setArea] = useState('')
  const [duty, setDuty] = useState('')
  const more = kind === 'suspension' ? { until: until && atCityClock(until) } : kind === 'across' ? { area, duty } : {}
  const act = useAct(
    () => ask(api.askFor({ path: { case_id: page.case.id }, body: { kind, reason, ...more } })),
    () => remember(kind, reason),
  )
  const ready = Boolean(reason.trim()) && (kind !== 'suspension' || Boolean(until)) && (kind !== 'across' || Boolean(area && duty))
  return (
    <ActBox title={t(`acts.${kind}`)} ready={ready} pending={act.isPending} onSay={() => act.mutate(undefined)}>
      <p className="muted">{t(`acts.${kind}_what`)}</p>
      {kind === 'suspension' && (
        <label className="act-line">
          {t('acts.until')} <Input type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
      )}
      {kind === 'across' && (
        <>
          <AreaSelect value={area} label={t('acts.district')} onChange={setArea} />
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('ask.duty')}
            placeholder={t('ask.duty')}
            value={duty || undefined}
            options={page.duties.map((one) => ({ value: one, label: name(one) }))}
            onChange={setDuty}
          />
        </>
      )}
      <Why what={kind} value={reason} onChange={setReason} />
    </ActBox>
  )
}

const LEVELS = ['urge', 'supervise', 'leader'] as const

/** A ticket to a person by name, who answers by a time. */
export function Urge({ page, acts }: At) {
  const { t } = useTranslation()
  const levels = LEVELS.filter((one) => acts.acts.includes(one))
  const [level, setLevel] = useState<(typeof LEVELS)[number]>(levels[0] ?? 'urge')
  const [to, setTo] = useState(acts.urgeable[0]?.login ?? '')
  const [due, setDue] = useState(() => later(4 * 3_600_000))
  const [reason, setReason] = useState('')
  const act = useAct(
    () => ask(api.urgeCase({ path: { case_id: page.case.id }, body: { level, to, due: atCityClock(due), reason } })),
    () => remember('urge', reason),
  )
  return (
    <ActBox title={t('acts.urge')} ready={Boolean(to && due && reason.trim())} pending={act.isPending} onSay={() => act.mutate(undefined)}>
      <Select aria-label={t('acts.level')} value={level} options={levels.map((one) => ({ value: one, label: t(`urging.${one}`) }))} onChange={setLevel} />
      <Select aria-label={t('acts.to')} placeholder={t('acts.to')} value={to || undefined} options={acts.urgeable.map((one) => ({ value: one.login, label: one.name }))} onChange={setTo} />
      <label className="act-line">
        {t('acts.answer_by')} <Input type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />
      </label>
      <Why what="urge" value={reason} onChange={setReason} />
    </ActBox>
  )
}
