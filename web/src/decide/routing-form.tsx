import { Checkbox, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { RouteLine } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { AreasSelect } from '../kit/area-select'
import { LEVELS } from '../tokens'
import { AREA_LEVELS, ORIGINS } from './routing-api'
import { useDuties } from './use-duties'

/** Every condition and where the matter goes; what is left empty asks for nothing. */
export function LineForm({ line, onPut }: { line: RouteLine; onPut: (line: RouteLine) => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const duties = useDuties()
  const set = (change: Partial<RouteLine>) => onPut({ ...line, ...change })
  const tags = { mode: 'tags' as const, tokenSeparators: [' ', ',', '，', '、', '\n'], open: false }
  return (
    <div className="fields routing-form">
      <label className="whole">
        {t('routing.name')}
        <Input maxLength={100} value={line.name} onChange={(event) => set({ name: event.target.value })} />
      </label>
      <label>
        {t('routing.categories')}
        <Select {...tags} aria-label={t('routing.categories')} placeholder="M06 C01001" value={line.categories} onChange={(categories: string[]) => set({ categories })} />
      </label>
      <label>
        {t('why_here.on_area')}
        <AreasSelect value={line.areas ?? []} label={t('why_here.on_area')} placeholder={t('cases.any_area')} onChange={(areas) => set({ areas })} />
      </label>
      <label>
        {t('why_here.on_origin')}
        <Select mode="multiple" aria-label={t('why_here.on_origin')} value={line.origins} options={ORIGINS.map((one) => ({ value: one, label: t(`routing.origin.${one}`) }))} onChange={(origins: RouteLine['origins']) => set({ origins })} />
      </label>
      <label>
        {t('why_here.on_warning')}
        <Select mode="multiple" aria-label={t('why_here.on_warning')} value={line.warnings} options={LEVELS.map((one) => ({ value: one as number, label: t(`level.${one}`) }))} onChange={(warnings: number[]) => set({ warnings })} />
      </label>
      <label>
        {t('why_here.on_urgent')}
        <Select
          aria-label={t('why_here.on_urgent')}
          value={line.if_urgent === true ? 'yes' : line.if_urgent === false ? 'no' : 'any'}
          options={['any', 'yes', 'no'].map((one) => ({ value: one, label: t(`routing.urgent_${one}`) }))}
          onChange={(said: string) => set({ if_urgent: said === 'any' ? null : said === 'yes' })}
        />
      </label>
      <label>
        {t('why_here.on_weekdays')}
        <Select mode="multiple" aria-label={t('why_here.on_weekdays')} value={line.weekdays} options={[1, 2, 3, 4, 5, 6, 7].map((one) => ({ value: one, label: t(`routing.weekday.${one}`) }))} onChange={(weekdays: number[]) => set({ weekdays })} />
      </label>
      <label>
        {t('routing.from_h')}
        <InputNumber min={0} max={23.5} step={0.5} value={line.from_h} onChange={(from_h) => set({ from_h: from_h ?? 0 })} />
      </label>
      <label>
        {t('routing.to_h')}
        <InputNumber min={0.5} max={24} step={0.5} value={line.to_h} onChange={(to_h) => set({ to_h: to_h ?? 24 })} />
      </label>
      <label className="whole">
        {t('routing.words')}
        <Select {...tags} aria-label={t('routing.words')} value={line.words} onChange={(words: string[]) => set({ words })} />
      </label>
      <label>
        {t('routing.duty')}
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={t('routing.duty')} placeholder={t('routing.as_matrix')} value={line.duty || undefined} options={duties.map((one) => ({ value: one, label: name(one) }))} onChange={(duty?: string) => set({ duty: duty ?? '' })} />
      </label>
      <label>
        {t('routing.begin_level')}
        <Select aria-label={t('routing.begin_level')} value={line.level} options={AREA_LEVELS.map((one) => ({ value: one, label: t(`routing.level.${one}`) }))} onChange={(level: RouteLine['level']) => set({ level })} />
      </label>
      <label>
        {t('why_here.assisting')}
        <Select mode="multiple" optionFilterProp="label" aria-label={t('why_here.assisting')} value={line.assisting} options={duties.map((one) => ({ value: one, label: name(one) }))} onChange={(assisting: string[]) => set({ assisting })} />
      </label>
      <Checkbox checked={line.urgent} onChange={(event) => set({ urgent: event.target.checked })}>
        {t('routing.mark_urgent')}
      </Checkbox>
    </div>
  )
}
