import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'

type Ways = 'path' | 'constant' | 'pattern' | 'expression'
export type Term = { [way in Ways]?: string | number } & { lookup?: Record<string, string | number>; otherwise?: string | number }
export interface Gives {
  signal: Term
  subject: Term
  at: Term
  value?: Term
  lon?: Term
  lat?: Term
  time?: string
  zone?: string
  unit?: string
}
export interface Mapping {
  opens?: string
  each?: string
  gives: Gives[]
}

const WAYS: readonly Ways[] = ['path', 'constant', 'pattern', 'expression']
const PARTS = ['signal', 'subject', 'at', 'value', 'lon', 'lat'] as const
const TIMES = ['iso', 's', 'ms', 'us', 'excel', '%Y-%m-%d %H:%M:%S', '%Y%m%d%H%M%S', '%Y/%m/%d %H:%M']

/** A mapping as a form: for each reading where its parts come from. Conditions and lookups are written as data. */
export function Terms({ of, change }: { of: Mapping; change: (next: Mapping) => void }) {
  const { t } = useTranslation()
  const set = (place: number, gives: Partial<Gives>) => change({ ...of, gives: of.gives.map((one, at) => (at === place ? { ...one, ...gives } : one)) })
  return (
    <div className="terms">
      <div className="opens">
        <label>
          {t('mapping.opens')}
          <Select value={of.opens ?? 'json'} options={['json', 'lines', 'csv', 'text'].map((one) => ({ value: one, label: t(`mapping.opens_${one}`) }))} onChange={(opens: string) => change({ ...of, opens })} />
        </label>
        <label>
          {t('mapping.each')}
          <Input value={of.each ?? ''} placeholder="data.points" onChange={(event) => change({ ...of, each: event.target.value })} />
        </label>
      </div>
      {of.gives.map((gives, place) => (
        <fieldset key={place}>
          <legend className="muted">
            {t('mapping.reading', { number: place + 1 })}
            {of.gives.length > 1 && <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('mapping.remove')} onClick={() => change({ ...of, gives: of.gives.filter((_, at) => at !== place) })} />}
          </legend>
          {PARTS.map((part) => (
            <Part key={part} name={part} of={gives[part]} change={(term) => set(place, { [part]: term })} />
          ))}
          <label className="part">
            <span>{t('mapping.time')}</span>
            <Select value={gives.time ?? 'iso'} options={TIMES.map((one) => ({ value: one, label: t(`mapping.time_${one}`, { defaultValue: one }) }))} onChange={(time: string) => set(place, { time })} />
            <Input value={gives.unit ?? ''} addonBefore={t('mapping.unit')} placeholder="kPa" onChange={(event) => set(place, { unit: event.target.value })} />
          </label>
        </fieldset>
      ))}
      <Button type="dashed" icon={<PlusOutlined />} onClick={() => change({ ...of, gives: [...of.gives, of.gives[of.gives.length - 1]!] })}>
        {t('mapping.one_more')}
      </Button>
    </div>
  )
}

function Part({ name, of, change }: { name: string; of: Term | undefined; change: (term: Term | undefined) => void }) {
  const { t } = useTranslation()
  const way = WAYS.find((one) => of?.[one] !== undefined && of[one] !== null) ?? 'path'
  const said = of?.[way] ?? ''
  const more = of?.lookup && Object.keys(of.lookup).length
  const say = (next: Ways, value: string) => {
    const { path: _, constant: __, pattern: ___, expression: ____, ...rest } = of ?? {}
    change(value ? { ...rest, [next]: value } : undefined)
  }
  return (
    <label className="part">
      <span>{t(`mapping.${name}`)}</span>
      <Select value={way} options={WAYS.map((one) => ({ value: one, label: t(`mapping.way_${one}`) }))} onChange={(next: Ways) => say(next, String(said))} />
      <Input value={String(said)} onChange={(event) => say(way, event.target.value)} suffix={more ? <small className="muted">{t('mapping.looked_up', { count: more })}</small> : undefined} />
    </label>
  )
}
