import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { runReplay } from '../api/generated/sdk.gen'
import type { ParameterOut } from '../api/generated/types.gen'
import { unitOf } from './chosen'
import { useAct } from '../decide/use-act'
import { dayFromNow, midnight } from '../kit/time'

const DAYS_BACK = 7

interface Of {
  of: ParameterOut
  value: number
  onValue: (value: number) => void
}

/** Which past is read again, under which value. */
export function ReplayForm({ of, value, onValue }: Of) {
  const { t } = useTranslation()
  const [since, setSince] = useState(() => dayFromNow(-DAYS_BACK))
  const [until, setUntil] = useState(() => dayFromNow(0))
  const act = useAct(() => {
    const end = new Date(Math.min(Date.now(), midnight(until).getTime() + 86_400_000))
    const body = { detector: of.detector, parameter: of.name, value, since: midnight(since).toISOString(), until: end.toISOString() }
    return ask(runReplay({ body }))
  })
  return (
    <form
      className="replay-form"
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate(undefined)
      }}
    >
      <label>
        {t('replay.value')}
        <InputNumber
          value={value}
          min={of.least}
          max={of.most}
          suffix={unitOf(of)}
          aria-label={t('replay.value')}
          onChange={(next) => next !== null && onValue(next)}
        />
      </label>
      <label>
        {t('replay.since')}
        <input type="date" value={since} max={until} onChange={(event) => setSince(event.target.value)} />
      </label>
      <label>
        {t('replay.until')}
        <input type="date" value={until} min={since} max={dayFromNow(0)} onChange={(event) => setUntil(event.target.value)} />
      </label>
      <Button htmlType="submit" type="primary" loading={act.isPending} disabled={!since || !until}>
        {t('replay.run')}
      </Button>
      <small className="muted number">{t('replay.bounds', { least: of.least, most: of.most, unit: unitOf(of) && ` ${unitOf(of)}`, today: of.today })}</small>
    </form>
  )
}
