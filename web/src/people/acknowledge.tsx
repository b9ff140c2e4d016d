import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ask } from '../api/client'
import { acknowledgeNotice, readLetter } from '../api/generated/sdk.gen'
import { useAct } from '../decide/use-act'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'

/** Where the link of a notice leads: what it says, and one button. Looking alone acknowledges nothing. */
export function Acknowledge() {
  const { t } = useTranslation()
  const body = { token: useParams().token ?? '' }
  const { data, error, refetch } = useQuery({ queryKey: ['letter', body.token], queryFn: () => ask(readLetter({ body })), retry: false })
  const act = useAct(() => ask(acknowledgeNotice({ body })), () => void refetch())
  if (error) return <Failed error={error} />
  if (!data) return <Waiting />
  return (
    <main className="mutes">
      <h1>{data.title}</h1>
      <p style={{ whiteSpace: 'pre-line' }}>{data.text}</p>
      <div className="drawer-acts">
        {data.acknowledged ? <b>{t('notices.acknowledged')}</b> : <Button type="primary" size="large" loading={act.isPending} onClick={() => act.mutate(undefined)}>{t('notices.acknowledge')}</Button>}
        <Link to={data.url}>{t('notices.open')}</Link>
      </div>
    </main>
  )
}
