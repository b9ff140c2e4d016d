import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { understood } from '../api/generated/sdk.gen'
import type { FormIn } from '../api/generated/types.gen'

interface Of {
  form: FormIn
  put: (change: Partial<FormIn>) => void
}

/** The condition, what its peak is taken of, and parameters that only it has. */
export function Condition({ form, put }: Of) {
  const { t } = useTranslation()
  const [first] = form.signals
  const own = Object.keys(form.own ?? {})
  return (
    <>
      <label className="wide">
        {t('draft.holds')}
        <Input value={form.holds ?? ''} maxLength={500} placeholder={`${first ?? 'signal'} > ${own[0] ?? 80} && hour < 6`} onChange={(event) => put({ holds: event.target.value })} />
        <Understood text={form.holds ?? ''} form={form} />
      </label>
      <label className="wide">
        {t('draft.measure')}
        <Input value={form.measure ?? ''} maxLength={500} placeholder={first} onChange={(event) => put({ measure: event.target.value })} />
        <Understood text={form.measure ?? ''} form={form} />
      </label>
      <Own form={form} put={put} />
    </>
  )
}

/** How what was typed is understood, while it is being typed. */
function Understood({ text, form }: { text: string; form: FormIn }) {
  const names = [...form.signals, ...Object.keys(form.own ?? {})]
  const { data } = useQuery({
    queryKey: ['understood', text, names],
    queryFn: () => ask(understood({ query: { text, names } })),
    enabled: text.trim() !== '',
  })
  if (!data || !text.trim()) return null
  return <small className={data.why_not ? 'refused' : 'muted'}>{data.why_not || [data.text, ...data.warnings].join(' · ')}</small>
}

/** Parameters by names of one's own, so that they may be amended later without another version. */
function Own({ form, put }: Of) {
  const { t } = useTranslation()
  const [lines, setLines] = useState(() => Object.entries(form.own ?? {}).map(([name, value]): [string, number | null] => [name, value]))
  const keep = (next: [string, number | null][]) => {
    setLines(next)
    put({ own: Object.fromEntries(next.filter((one): one is [string, number] => one[0] !== '' && one[1] !== null)) })
  }
  const change = (place: number, to: [string, number | null]) => keep(lines.map((one, at) => (at === place ? to : one)))
  return (
    <div className="wide own">
      <span className="muted">{t('draft.own')}</span>
      {lines.map(([name, value], place) => (
        <p key={place}>
          <Input value={name} maxLength={31} placeholder="most" aria-label={t('draft.own_name')} onChange={(event) => change(place, [event.target.value.trim(), value])} />
          <InputNumber value={value} aria-label={t('draft.own_value', { name })} onChange={(next) => change(place, [name, next])} />
          <Button type="text" icon={<CloseOutlined />} aria-label={t('draft.remove')} onClick={() => keep(lines.filter((_, at) => at !== place))} />
        </p>
      ))}
      <Button type="dashed" icon={<PlusOutlined />} onClick={() => setLines([...lines, ['', null]])}>
        {t('draft.add_own')}
      </Button>
    </div>
  )
}
