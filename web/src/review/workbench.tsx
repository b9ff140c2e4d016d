import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { replays, useNames } from '../api/queries'
import { Adopt } from './adopt'
import { keyOf, unitOf, useChosen, useParameterName } from './chosen'
import { Compared } from './compared'
import { History } from './parameters'
import { ReplayForm } from './replay-form'

/** Try another value on the past, look, and adopt it from a day to come. */
export function Workbench() {
  const { t } = useTranslation()
  const { chosen } = useChosen()
  const called = useParameterName()
  const name = useNames()
  const { data } = useQuery(replays)
  const [value, setValue] = useState<{ key: string; value: number }>()
  if (!chosen) return null
  const key = keyOf(chosen)
  const tried = value?.key === key ? value.value : chosen.today
  const last = data?.find((one) => one.detector === chosen.detector && one.parameter === chosen.name)
  return (
    <section className="workbench" aria-label={t('replay.title')}>
      <h2>
        {name(chosen.detector)} <small>{called(key)}</small>
      </h2>
      <History of={chosen} />
      <h3>{t('replay.title')}</h3>
      <ReplayForm key={key} of={chosen} value={tried} onValue={(next) => setValue({ key, value: next })} />
      {last && <Compared replay={last} unit={unitOf(chosen)} />}
      <Adopt key={`adopt ${key}`} of={chosen} value={tried} replay={last?.value === tried ? last : undefined} />
    </section>
  )
}
