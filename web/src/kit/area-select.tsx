import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { CITY, inside } from '../api/queries'

interface Of {
  id?: string
  value: string
  label: string
  onChange: (code: string) => void
  /** What is shown for the whole city; where it is left out, the whole city is '' and shown as no choice. */
  whole?: string
  /** An area below the districts that may be chosen too. */
  also?: { code: string; name: string }
}

/** A district, the whole city, or the one area more that is offered. */
export function AreaSelect({ id, value, label, onChange, whole, also }: Of) {
  const { t } = useTranslation()
  const { data: districts } = useQuery(inside(CITY))
  const areas = (districts?.features ?? []).map((one) => ({ value: String(one.properties?.code), label: String(one.properties?.name) }))
  if (also && also.code !== CITY && !areas.some((one) => one.value === also.code)) areas.unshift({ value: also.code, label: also.name || also.code })
  if (whole) areas.unshift({ value: CITY, label: whole })
  if (value && !areas.some((one) => one.value === value)) areas.unshift({ value, label: value })
  return (
    <Select
      id={id}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear={!whole}
      className="filter"
      value={value || undefined}
      placeholder={t('cases.any_area')}
      aria-label={label}
      options={areas}
      onChange={(chosen?: string) => onChange(chosen ?? '')}
    />
  )
}

interface Several {
  value: string[]
  label: string
  placeholder: string
  onChange: (codes: string[]) => void
  most?: number
}

/** Districts by name, and areas below them by their codes. */
export function AreasSelect({ value, label, placeholder, onChange, most }: Several) {
  const { data: districts } = useQuery(inside(CITY))
  const areas = (districts?.features ?? []).map((one) => ({ value: String(one.properties?.code), label: String(one.properties?.name) }))
  return (
    <Select
      mode="tags"
      maxCount={most}
      tokenSeparators={[' ', ',', '，', '\n']}
      optionFilterProp="label"
      aria-label={label}
      placeholder={placeholder}
      value={value}
      options={areas}
      onChange={onChange}
    />
  )
}
