import { Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { ActsOut, CasePage } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { remember, SaidBefore } from '../kit/said'
import { ActBox } from './act-box'
import { useAct } from './use-act'

export interface At {
  page: CasePage
  acts: ActsOut
}

/** Why, in one's own words; what was said before is one click away. */
export function Why({ what, value, onChange }: { what: string; value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Input.TextArea rows={2} maxLength={1000} aria-label={t('ask.reason')} placeholder={t('ask.reason')} value={value} onChange={(event) => onChange(event.target.value)} />
      <SaidBefore what={what} now={value} onChoose={onChange} />
    </>
  )
}

/** Another duty works at the case beside its lead. */
export function Assist({ page, acts }: At) {
  const { t } = useTranslation()
  const name = useNames()
  const [chosen, setChosen] = useState<number>()
  const one = chosen === undefined ? undefined : acts.callable[chosen]
  const act = useAct(() => ask(api.askToAssist({ path: { case_id: page.case.id }, body: { duty: one?.duty ?? '', area: one?.area ?? '' } })))
  const options = acts.callable.map((held, place) => ({ value: place, label: t('case.who', { area: held.area_name || t('app.city'), duty: name(held.duty) }) }))
  return (
    <ActBox title={t('acts.assist')} ready={Boolean(one)} pending={act.isPending} onSay={() => act.mutate(undefined)}>
      <Select showSearch={{ optionFilterProp: 'label' }} aria-label={t('ask.duty')} placeholder={t('ask.duty')} value={chosen} options={options} onChange={setChosen} />
    </ActBox>
  )
}

/** Parts of the matter become cases of their own: one line is one part. */
export function Split({ page }: At) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const titles = text.split('\n').map((one) => one.trim()).filter(Boolean)
  const act = useAct(() => ask(api.splitCase({ path: { case_id: page.case.id }, body: { titles } })))
  return (
    <ActBox title={t('acts.split')} ready={titles.length >= 2 && titles.length <= 10} pending={act.isPending} onSay={() => act.mutate(undefined)}>
      <p className="muted">{t('acts.split_what')}</p>
      <Input.TextArea rows={3} aria-label={t('acts.titles')} placeholder={t('acts.titles')} value={text} onChange={(event) => setText(event.target.value)} />
    </ActBox>
  )
}

/** It is the same matter as another case, which goes on; who followed this one follows that one. */
export function Merge({ page }: At) {
  const { t } = useTranslation()
  const [into, setInto] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const act = useAct(
    () => ask(api.mergeCase({ path: { case_id: page.case.id }, body: { into: into ?? 0, reason } })),
    () => remember('merge', reason),
  )
  const alike = page.similar.filter((one) => !['done', 'void'].includes(one.stage)).slice(0, 8)
  return (
    <ActBox title={t('acts.merge')} ready={Boolean(into) && into !== page.case.id} pending={act.isPending} onSay={() => act.mutate(undefined)}>
      <p className="muted">{t('acts.merge_what')}</p>
      {alike.length > 0 && (
        <Radio.Group className="act-choices" value={into} onChange={(event) => setInto(Number(event.target.value))}>
          {alike.map((one) => (
            <Radio key={one.id} value={one.id}>
              #{one.id} {one.subject} <small className="muted">{one.area_name}</small>
            </Radio>
          ))}
        </Radio.Group>
      )}
      <InputNumber className="wide" min={1} max={2 ** 31 - 1} precision={0} aria-label={t('cases.number')} placeholder={t('cases.number')} value={into} onChange={setInto} />
      <Why what="merge" value={reason} onChange={setReason} />
    </ActBox>
  )
}

/** The street calls, departments come: who, within which time, why. */
export function Whistle({ page, acts }: At) {
  const { t } = useTranslation()
  const name = useNames()
  const [duties, setDuties] = useState<string[]>([])
  const [minutes, setMinutes] = useState<number | null>(60)
  const [reason, setReason] = useState('')
  const act = useAct(
    () => ask(api.blowWhistle({ path: { case_id: page.case.id }, body: { duties, minutes: minutes ?? 60, reason } })),
    () => remember('whistle', reason),
  )
  const options = [...new Set(acts.callable.map((one) => one.duty))].map((duty) => ({ value: duty, label: name(duty) }))
  return (
    <ActBox title={t('acts.whistle')} ready={duties.length > 0 && Boolean(minutes) && Boolean(reason.trim())} pending={act.isPending} onSay={() => act.mutate(undefined)}>
      <Select mode="multiple" optionFilterProp="label" aria-label={t('acts.called')} placeholder={t('acts.called')} value={duties} options={options} onChange={setDuties} />
      <label className="act-line">
        {t('acts.within')} <InputNumber min={1} max={10080} precision={0} value={minutes} onChange={setMinutes} /> {t('acts.minutes')}
      </label>
      <Why what="whistle" value={reason} onChange={setReason} />
    </ActBox>
  )
}
