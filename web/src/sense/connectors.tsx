import { PlusOutlined } from '@ant-design/icons'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { again, ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { ConnectorOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { Connector } from './connector'
import { ConnectorForm } from './connector-form'
import './connectors.css'

export const connectors = queryOptions({ queryKey: ['connectors'], queryFn: () => ask(api.listConnectors()), refetchInterval: again(2_000), retry: false })
export const kinds = queryOptions({ queryKey: ['connector-kinds'], queryFn: () => ask(api.connectorKinds()), staleTime: Infinity })

/** Who brings readings from outside, how each is, and what is made of what it brings. */
export default function Connectors() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(connectors)
  const [params, setParams] = useSearchParams()
  const [making, setMaking] = useState(false)
  const chosen = data?.find((one) => String(one.id) === params.get('connector')) ?? data?.[0]
  const choose = (id: number) => {
    setMaking(false)
    setParams({ connector: String(id) })
  }
  return (
    <main className="connectors">
      <header>
        <h1>{t('pages.connectors')}</h1>
        <p className="muted grow">{t('connectors.what')}</p>
        {!error && (
          <Button type={data?.length ? 'default' : 'primary'} icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            {t('connectors.make')}
          </Button>
        )}
      </header>
      {error ? <Failed error={error} who={t('connectors.who')} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && !making && <Empty>{t('connectors.none')}</Empty>}
      {data && (data.length > 0 || making) && (
        <div className="connectors-body">
          <nav aria-label={t('pages.connectors')}>
            {data.map((one) => (
              <button key={one.id} type="button" aria-current={!making && one.id === chosen?.id} className="connector" onClick={() => choose(one.id)}>
                <Lamp of={one} />
                <b>{one.name}</b>
                <small className="muted">{t(`connectors.kind_${one.kind}`, { defaultValue: one.kind })}</small>
                <small className="number muted">{t('connectors.brought', { count: one.health.stored + one.health.late })}</small>
              </button>
            ))}
          </nav>
          {making ? <ConnectorForm done={choose} /> : chosen && <Connector key={chosen.id} of={chosen} />}
        </div>
      )}
    </main>
  )
}

/** How a connector is: a shape and a word, not a colour alone. */
export function Lamp({ of, word = false }: { of: ConnectorOut; word?: boolean }) {
  const { t } = useTranslation()
  const state = t(`connectors.${of.health.state}`)
  return (
    <span className={`lamp is-${of.health.state}`} title={state}>
      <i aria-hidden /> {word ? state : <span className="unseen">{state}</span>}
    </span>
  )
}
