import { Button, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { dispatch } from '../api/generated/sdk.gen'
import type { CasePage } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from './use-act'

/** Hand the case to who holds its duty in another area above it. */
export function Dispatch({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const name = useNames()
  const { case: of, holders } = page
  const others = holders.filter((one) => one.area !== of.held_at)
  const [chosen, setChosen] = useState<string>()
  const area = others.find((one) => one.area === chosen) ?? others[0]
  const act = useAct(() => ask(dispatch({ path: { case_id: of.id }, body: { area: area?.area ?? '' } })))
  if (!area) return <p className="muted">{t('dispatch.nobody_else', { duty: name(of.duty) })}</p>
  return (
    <div className="dispatch">
      <h3>{t(of.held_at ? 'dispatch.again' : 'dispatch.first')}</h3>
      <Radio.Group value={area.area} onChange={(event) => setChosen(String(event.target.value))}>
        {others.map((one) => (
          <Radio key={one.area} value={one.area}>
            {t('case.who', { area: one.area_name || t('app.city'), duty: name(of.duty) })}
            <small className="muted">{one.names.join('、')}</small>
          </Radio>
        ))}
      </Radio.Group>
      <Button block type={of.held_at ? 'default' : 'primary'} size="large" loading={act.isPending} onClick={() => act.mutate(undefined)}>
        {t('dispatch.to', { area: area.area_name || t('app.city'), duty: name(of.duty) })}
      </Button>
    </div>
  )
}
