import { useQuery } from '@tanstack/react-query'
import { App, Button, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { ConnectorOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { Moment } from '../kit/moment'
import { ConnectorForm } from './connector-form'
import { Lamp } from './connectors'
import { MappingEditor } from './mapping-editor'

const COUNTS = ['read', 'stored', 'late', 'doubled', 'refused', 'left'] as const

/** One connector: how it is, what it brings, what is made of it. */
export function Connector({ of }: { of: ConnectorOut }) {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  const { modal } = App.useApp()
  const path = { connector_id: of.id }
  const rest = useAct(() => ask(of.paused ? api.startConnector({ path }) : api.pauseConnector({ path })))
  const end = useAct(() => ask(api.forgetConnector({ path })))
  const put = useAct((file: File) => ask(api.bringFile({ path, body: { file } })))
  const { health } = of
  return (
    <div className="connector-page">
      <section aria-label={of.name}>
        <h2>
          <Lamp of={of} word /> <b>{of.name}</b> <small className="muted">{t(`connectors.kind_${of.kind}`, { defaultValue: of.kind })}</small>
          <span className="grow" />
          {of.kind === 'files' && (
            <Upload accept=".csv,.tsv,.txt,.parquet,.xlsx" showUploadList={false} beforeUpload={(file) => (put.mutate(file), false)}>
              <Button loading={put.isPending}>{t('connectors.put_file')}</Button>
            </Upload>
          )}
          <Button onClick={() => setChanging(!changing)}>{t('connectors.change')}</Button>
          <Button loading={rest.isPending} onClick={() => rest.mutate(undefined)}>
            {t(of.paused ? 'connectors.start' : 'connectors.pause')}
          </Button>
          <Button
            danger
            type="text"
            onClick={() => void modal.confirm({ title: t('connectors.forget_sure', { name: of.name }), okText: t('connectors.forget'), onOk: () => end.mutateAsync(undefined) })}
          >
            {t('connectors.forget')}
          </Button>
        </h2>
        {health.error && health.state !== 'running' && health.state !== 'paused' && (
          <p className="connector-error" role="alert">
            {health.error} {health.error_at && <Moment at={health.error_at} />}
          </p>
        )}
        <dl className="connector-counts">
          {COUNTS.map((name) => (
            <div key={name} className={name === 'refused' && health.refused ? 'bad' : undefined}>
              <dt className="muted">{t(`connectors.${name}`)}</dt>
              <dd className="number">{health[name].toLocaleString()}</dd>
            </div>
          ))}
          <div>
            <dt className="muted">{t('connectors.last')}</dt>
            <dd>{health.last ? <Moment at={health.last} /> : '–'}</dd>
          </div>
        </dl>
        {changing && <ConnectorForm of={of} done={() => setChanging(false)} />}
      </section>
      <MappingEditor of={of} />
      <Versions of={of} />
    </div>
  )
}

/** Every version of the mapping: what held when, by whom, why; and the way back. */
function Versions({ of }: { of: ConnectorOut }) {
  const { t } = useTranslation()
  const path = { connector_id: of.id }
  const { data } = useQuery({ queryKey: ['connectors', of.id, 'mappings', of.mapping], queryFn: () => ask(api.listMappings({ path })) })
  const back = useAct((number: number) => ask(api.goBackToMapping({ path: { ...path, number }, body: { why: t('mapping.back_why', { number }) } })))
  return (
    <section aria-label={t('mapping.versions')}>
      <h2>{t('mapping.versions')}</h2>
      <ul className="lines">
        {data?.map((one) => (
          <li key={one.number}>
            <b className="number">{one.number}</b>
            <span>{one.why || t('mapping.first')}</span>
            <small className="muted">
              {one.by} · <Moment at={one.at} />
            </small>
            {one.number === of.mapping ? (
              <small>{t('mapping.in_force')}</small>
            ) : (
              <Button size="small" loading={back.isPending} onClick={() => back.mutate(one.number)}>
                {t('mapping.back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
