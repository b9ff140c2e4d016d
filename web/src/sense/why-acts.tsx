import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ask } from '../api/client'
import { openByHand } from '../api/generated/sdk.gen'
import type { AlertOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { useMe } from '../people/session'
import { AskQuiet } from './ask-quiet'

/** What may be done about an alert: a case, a time of quiet, a document for others. */
export function WhyActs({ alert }: { alert: AlertOut }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const { posts } = useMe()
  const [asking, setAsking] = useState(false)
  const act = useAct(
    () => ask(openByHand({ path: { alert_id: alert.id } })),
    (made) => void go(`/cases/${made.id}`),
  )
  const mine = posts.filter((post) => alert.area.startsWith(post.area))
  const opens = mine.some((post) => post.duty === 'dispatcher')
  return (
    <section className="drawer-part">
      <div className="drawer-acts">
        {!alert.case && (
          <Button type="primary" disabled={!opens} title={opens ? undefined : t('why.who_opens')} loading={act.isPending} onClick={() => act.mutate(undefined)}>
            {t('why.open_case')}
          </Button>
        )}
        {mine.length > 0 && <Button onClick={() => setAsking(true)}>{t('mutes.ask')}</Button>}
        <Button type="text" icon={<DownloadOutlined />} href={`/api/alerts/${alert.id}/cap`} download={`alert-${alert.id}.xml`}>
          {t('why.cap')}
        </Button>
      </div>
      {!alert.case && !opens && <small className="muted">{t('why.who_opens')}</small>}
      {asking && <AskQuiet about={alert} onClose={() => setAsking(false)} />}
    </section>
  )
}
