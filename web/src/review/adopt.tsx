import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adopt } from '../api/generated/sdk.gen'
import type { ParameterOut, ReplayOut } from '../api/generated/types.gen'
import { CITY, inside } from '../api/queries'
import { useAct } from '../decide/use-act'
import { dayFromNow } from '../kit/time'
import { unitOf } from './chosen'
import { useMe } from '../people/session'

const BOARD = 'rule_board'

/** Adopt the value from a day to come on, with a reason. */
export function Adopt({ of, value, replay }: { of: ParameterOut; value: number; replay: ReplayOut | undefined }) {
  const { t } = useTranslation()
  const me = useMe()
  const { data: districts } = useQuery(inside(CITY))
  const [since, setSince] = useState(() => dayFromNow(1))
  const [reason, setReason] = useState('')
  const [area, setArea] = useState('')
  const act = useAct(
    () => ask(adopt({ body: { detector: of.detector, parameter: of.name, value, since, reason, area, replay_id: replay?.id ?? null } })),
    () => setReason(''),
  )
  if (!me.posts.some((post) => post.duty === BOARD)) return <p className="muted">{t('adopt.who')}</p>
  const areas = (districts?.features ?? []).map((one) => ({ value: String(one.properties?.code), label: String(one.properties?.name) }))
  return (
    <form
      className="adopt"
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate(undefined)
      }}
    >
      <label>
        {t('adopt.since')}
        <input type="date" value={since} min={dayFromNow(1)} onChange={(event) => setSince(event.target.value)} />
      </label>
      <label>
        {t('adopt.area')}
        <Select
          value={area}
          aria-label={t('adopt.area')}
          showSearch={{ optionFilterProp: 'label' }}
          options={[{ value: '', label: t('adopt.whole') }, ...areas]}
          onChange={setArea}
        />
      </label>
      <label className="reason" htmlFor="reason">
        {t('adopt.reason')}
        <Input id="reason" value={reason} maxLength={1000} onChange={(event) => setReason(event.target.value)} />
      </label>
      <Button htmlType="submit" disabled={!reason.trim()} loading={act.isPending}>
        {t('adopt.act', { value, unit: unitOf(of), day: since })}
      </Button>
      <small className="muted">{t(replay ? 'adopt.with_replay' : 'adopt.without_replay', { id: replay?.id })}</small>
    </form>
  )
}
