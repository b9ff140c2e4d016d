import { InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { dayFromNow } from '../kit/time'
import { LEVELS } from '../tokens'
import { useAbout, useDetectors, type PolicyLine } from './policies-api'
import { fitting, holding } from './policies-holding'

/** Which line would hold for such an alert today, and which fit but give way. */
export function WhichHolds({ lines }: { lines: PolicyLine[] }) {
  const { t } = useTranslation()
  const name = useNames()
  const about = useAbout()
  const detectors = useDetectors()
  const [chosen, setChosen] = useState({ detector: '', warning: 3, area: '50', hour: 12 })
  const asked = { ...chosen, detector: chosen.detector || detectors[0] || '', day: dayFromNow(0) }
  const held = holding(lines, asked)
  const others = fitting(lines, asked).filter((one) => one !== held)
  const set = (change: Partial<typeof chosen>) => setChosen((now) => ({ ...now, ...change }))
  return (
    <section aria-label={t('policies.which')}>
      <h2>{t('policies.which')}</h2>
      <div className="fields">
        <label htmlFor="which-detector">
          {t('alert.detector')}
          <Select id="which-detector" value={asked.detector || undefined} options={detectors.map((one) => ({ value: one, label: name(one) }))} onChange={(detector: string) => set({ detector })} />
        </label>
        <label htmlFor="which-level">
          {t('alerts.level')}
          <Select id="which-level" value={asked.warning} options={LEVELS.map((one) => ({ value: one as number, label: t(`level.${one}`) }))} onChange={(warning: number) => set({ warning })} />
        </label>
        <label htmlFor="which-area">
          {t('mutes.area')}
          <AreaSelect id="which-area" value={asked.area} label={t('mutes.area')} whole={t('app.city')} onChange={(area) => set({ area })} />
        </label>
        <label htmlFor="which-hour">
          {t('policies.hour')}
          <InputNumber id="which-hour" min={0} max={23} value={asked.hour} onChange={(hour) => hour !== null && set({ hour })} />
        </label>
      </div>
      <p className="policy-answer" role="status">
        <b>{t(`policies.${held?.mode ?? 'automatic'}`)}</b> <span>{held ? t('policies.by_line', { id: held.id, about: about(held) }) : t('policies.by_none')}</span>
      </p>
      {others.map((one) => (
        <p key={one.id} className="muted">
          {t('policies.gives_way', { id: one.id, mode: t(`policies.${one.mode}`), about: about(one) })}
        </p>
      ))}
      <small className="muted">{t('policies.order')}</small>
    </section>
  )
}
