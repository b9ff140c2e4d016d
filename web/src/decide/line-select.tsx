import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { standardPage } from '../api/generated/sdk.gen'

interface Of {
  category: string
  closing: boolean
  label: string
  value: string
  onSay: (line: string) => void
}

/** A line of the standards book of the category: under which conditions a case is filed, or closed, and how long it may take. */
export function LineSelect({ category, closing, label, value, onSay }: Of) {
  const { t, i18n } = useTranslation()
  const { data } = useQuery({
    queryKey: ['standards', 'of', category],
    queryFn: () => ask(standardPage({ path: { key: category } })),
    enabled: /^[A-Z]\d{2,6}$/.test(category),
    retry: false,
  })
  const english = i18n.language === 'en'
  const options = (data?.lines ?? []).map((one) => {
    const [zh, en] = closing ? [one.closing, one.closing_en] : [one.filing, one.filing_en]
    const limit = t(`clocks.unit.${one.limit.unit}`, { count: one.limit.amount })
    return { value: String(one.id), label: `${one.number}. ${english ? en || zh : zh} · ${limit}` }
  })
  return <Select allowClear popupMatchSelectWidth={false} className="wide" aria-label={label} placeholder={label} value={value || undefined} options={options} onChange={(chosen?: string) => onSay(chosen ?? '')} />
}
