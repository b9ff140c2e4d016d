import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { forms, keepDetector, tryDetector } from '../api/generated/sdk.gen'
import type { FormIn, OnIn, AttemptOut, ScoreOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { useUnit } from '../kit/amount'
import { AreasSelect } from '../kit/area-select'
import { inFull } from '../kit/time'
import { Condition } from './draft-condition'
import { Fence } from './draft-fence'
import { Numbers } from './draft-numbers'
import { Rungs } from './draft-rungs'

export const BLANK: FormIn = {
  name: 'own.',
  kind: 'threshold',
  titles: { zh: '', en: '' },
  signals: [],
  values: {},
  playbook: 'look_into',
  warning: 3,
}
/** What is said of one kind only. */
const NOTHING = { values: {}, way: '', holds: '', measure: '', own: {}, fence: [], fenced: [], rungs: [] }
const DAY_MS = 86_400_000
const COLUMNS = ['signal', 'subject', 'at', 'value', 'lon', 'lat'] as const

/** Pasted lines of signal, subject, time, value, longitude, latitude; or, if there are none, the last day as it is stored. */
function sampleOf(text: string): OnIn {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line && !line.startsWith('signal'))
  if (!lines.length) return { since: new Date(Date.now() - DAY_MS).toISOString(), until: new Date().toISOString() }
  const rows = lines.map((line) => {
    const said = line.split(',').map((cell) => cell.trim())
    const row = Object.fromEntries(COLUMNS.map((name, place) => [name, said[place] || null]))
    return { ...row, value: number(row.value), lon: number(row.lon), lat: number(row.lat) } as NonNullable<OnIn['rows']>[number]
  })
  return { rows }
}

const scoreOf = (score: ScoreOut) => ({ ...score, reached: score.reached.toFixed(1) })
const number = (said: string | null | undefined): number | null => (said ? Number(said) : null)

/** A detector as it is written down: every field is named by what it does, and nothing is kept before it was tried. */
export function DraftForm({ begun, onKept }: { begun: FormIn; onKept: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const called = useUnit()
  const { data } = useQuery({ queryKey: ['review', 'forms'], queryFn: () => ask(forms()), staleTime: 60_000 })
  const [form, setForm] = useState(begun)
  const [sample, setSample] = useState('')
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState<AttemptOut>()
  const attempt = useAct(() => ask(tryDetector({ body: { form, sample: sampleOf(sample) } })), setTried)
  const keep = useAct(() => ask(keepDetector({ body: { form, sample: sampleOf(sample), reason } })), onKept)
  const kind = data?.kinds.find((one) => one.name === form.kind)
  const put = (change: Partial<FormIn>) => {
    setTried(undefined)
    setForm((now) => ({ ...now, ...change }))
  }
  if (!data || !kind) return null
  const unit = data.signals[form.signals[0] ?? ''] ?? ''
  const signals = Object.entries(data.signals).map(([one, unit]) => ({ value: one, label: `${name(one)} ${called(unit)}` }))
  return (
    <form className="draft-form" onSubmit={(event) => { event.preventDefault(); attempt.mutate(undefined) }}>
      <label>{t('draft.name')}<Input value={form.name} onChange={(event) => put({ name: event.target.value })} /></label>
      <label>{t('draft.zh')}<Input value={form.titles.zh ?? ''} onChange={(event) => put({ titles: { ...form.titles, zh: event.target.value } })} /></label>
      <label>{t('draft.en')}<Input value={form.titles.en ?? ''} onChange={(event) => put({ titles: { ...form.titles, en: event.target.value } })} /></label>
      <label>{t('draft.kind')}<Select value={form.kind} aria-label={t('draft.kind')} options={data.kinds.map((one) => ({ value: one.name, label: [t(`kind.${one.name}`), ...(one.score ? [t('draft.score', scoreOf(one.score))] : [])].join(' · ') }))} popupMatchSelectWidth={false} onChange={(next) => put({ kind: next as FormIn['kind'], ...NOTHING })} />{kind.score && <small className="muted">{t('draft.score_why', scoreOf(kind.score))}</small>}</label>
      <label className="two">{t('draft.signals')}<Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} aria-label={t('draft.signals')} value={form.signals} options={signals} maxCount={kind.signals[1]} onChange={(next) => put({ signals: next })} /></label>
      {kind.ways.length > 0 && <label>{t('draft.way')}<Select aria-label={t('draft.way')} value={form.way || kind.ways[0]} options={kind.ways.map((one) => ({ value: one, label: t(`way.${one.replace(' ', '_')}`) }))} onChange={(next) => put({ way: next })} /></label>}
      <Numbers kind={kind} values={form.values ?? {}} unit={unit} put={(values) => put({ values })} />
      {kind.says.includes('holds') && <Condition form={form} put={put} />}
      {kind.says.includes('fence') && <Fence form={form} put={put} />}
      <label>{t('draft.playbook')}<Select aria-label={t('draft.playbook')} value={form.playbook} options={data.playbooks.map((one) => ({ value: one, label: name(one) }))} onChange={(next) => put({ playbook: next })} /></label>
      <label>{t('draft.warning')}<Select aria-label={t('draft.warning')} value={form.warning} options={[1, 2, 3, 4].map((one) => ({ value: one, label: t(`level.${one}`) }))} onChange={(next) => put({ warning: next })} /></label>
      <label>{t('draft.area')}<AreasSelect value={form.area ? [form.area] : []} most={1} label={t('draft.area')} placeholder={t('app.city')} onChange={([area]) => put({ area: area ?? '' })} /></label>
      <label>{t('draft.quiet')}<InputNumber value={form.quiet_s ?? 600} min={0} max={604800} suffix="s" onChange={(next) => put({ quiet_s: next ?? 600 })} /></label>
      <Rungs form={form} kind={kind} unit={unit} put={(rungs) => put({ rungs })} />
      <label className="wide">{t('draft.sample')}<Input.TextArea rows={3} value={sample} placeholder={t('draft.sample_hint')} onChange={(event) => { setTried(undefined); setSample(event.target.value) }} /></label>
      <Button htmlType="submit" type="primary" loading={attempt.isPending} disabled={!form.signals.length}>{t('draft.try')}</Button>
      {tried && <Tried of={tried} />}
      {tried && tried.count > 0 && (
        <p className="wide keep">
          <Input value={reason} maxLength={500} placeholder={t('draft.reason')} aria-label={t('draft.reason')} onChange={(event) => setReason(event.target.value)} />
          <Button disabled={!reason.trim()} loading={keep.isPending} onClick={() => keep.mutate(undefined)}>{t('draft.keep')}</Button>
        </p>
      )}
    </form>
  )
}

function Tried({ of }: { of: AttemptOut }) {
  const { t } = useTranslation()
  return (
    <div className="wide tried" role="region" aria-label={t('draft.tried')}>
      <p className="number">{t('draft.found', { count: of.count, readings: of.readings })}</p>
      <ul>
        {of.found.slice(0, 8).map((one) => (
          <li key={`${one.subject} ${one.began}`} className="number">
            {one.subject} · {inFull(new Date(one.began)).slice(0, 19)} – {inFull(new Date(one.ended)).slice(11, 19)} · {Math.round(one.peak * 100) / 100} {of.unit}
          </li>
        ))}
      </ul>
      {of.doubts.map((one) => <small key={one} className="refused">{one}</small>)}
    </div>
  )
}
