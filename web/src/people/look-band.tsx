import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { endLook } from '../api/generated/sdk.gen'
import { useAct } from '../decide/use-act'
import { Moment } from '../kit/moment'
import { useMe } from './session'
import './access.css'

/** The band across every page while one looks as somebody else. */
export function LookBand() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const stop = useAct(
    () => ask(endLook()),
    () => {
      client.clear()
      window.location.assign('/access')
    },
  )
  if (!me.look) return null
  return (
    <div className="look-band" role="status">
      {t('access.looking', { by: me.look.by_name, name: me.name, login: me.login })} {t('access.until')} <Moment at={me.look.until} />
      <Button size="small" onClick={() => stop.mutate(undefined)}>
        {t('access.end_look')}
      </Button>
    </div>
  )
}
