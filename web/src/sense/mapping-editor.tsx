import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { ConnectorOut, MadeOut, SpecimenTriedOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'
import { useSentence } from '../kit/sentence'
import { type Mapping, Terms } from './mapping-terms'

/** A mapping is changed here and tried at once on what really came; before and after stand side by side. */
export function MappingEditor({ of }: { of: ConnectorOut }) {
  const path = { connector_id: of.id }
  const { data } = useQuery({ queryKey: ['connectors', of.id, 'mappings', of.mapping], queryFn: () => ask(api.listMappings({ path })) })
  const force = data?.find((one) => one.number === of.mapping)?.said
  return force ? <Editor key={of.mapping} of={of} force={force as unknown as Mapping} /> : null
}

function Editor({ of, force }: { of: ConnectorOut; force: Mapping }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const [mapping, setMapping] = useState<Mapping>(force)
  const [text, setText] = useState<string>()
  const [why, setWhy] = useState('')
  const path = { connector_id: of.id }
  const asked = useDeferredValue(JSON.stringify(mapping))
  const changed = JSON.stringify(force) !== asked
  const { data, error } = useQuery({
    queryKey: ['connectors', of.id, 'try', asked, of.health.read],
    queryFn: () => ask(api.tryMapping({ path, body: { mapping: JSON.parse(asked) as Record<string, unknown> } })),
    placeholderData: (last: SpecimenTriedOut[] | undefined) => last,
    retry: false,
  })
  const publish = useAct(() => ask(api.publishMapping({ path, body: { mapping: mapping as unknown as Record<string, unknown>, why } })), () => setWhy(''))
  const read = (said: string) => {
    setText(said)
    try {
      setMapping(JSON.parse(said) as Mapping)
    } catch {
      /* half a mapping is no mapping yet: the text stands, the last whole one is tried */
    }
  }
  return (
    <section aria-label={t('mapping.title')}>
      <h2>
        {t('mapping.title')} <small className="number">{t('mapping.version', { number: of.mapping })}</small>
        <span className="grow" />
        <Button type="text" onClick={() => setText(text === undefined ? JSON.stringify(mapping, null, 1) : undefined)}>
          {t(text === undefined ? 'mapping.as_data' : 'mapping.as_form')}
        </Button>
      </h2>
      {text === undefined ? (
        <Terms of={mapping} change={setMapping} />
      ) : (
        <Input.TextArea className="mapping-data" aria-label={t('mapping.as_data')} autoSize={{ minRows: 8, maxRows: 30 }} value={text} onChange={(event) => read(event.target.value)} />
      )}
      {error ? <p className="connector-error" role="alert">{sentence(error)}</p> : null}
      {changed && (
        <form className="publish" onSubmit={(event) => (event.preventDefault(), publish.mutate(undefined))}>
          <Input value={why} maxLength={1000} placeholder={t('mapping.why')} aria-label={t('mapping.why')} onChange={(event) => setWhy(event.target.value)} />
          <Button type="primary" htmlType="submit" disabled={!why.trim() || Boolean(error)} loading={publish.isPending}>
            {t('mapping.publish')}
          </Button>
          <Button onClick={() => (setMapping(force), setText(undefined))}>{t('mapping.undo')}</Button>
        </form>
      )}
      {data?.length === 0 && <Empty>{t('mapping.nothing_came')}</Empty>}
      {data && data.length > 0 && <Tried of={data} changed={changed} />}
    </section>
  )
}

function Tried({ of, changed }: { of: SpecimenTriedOut[]; changed: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={changed ? 'tried changed' : 'tried'}>
      <div className="tried-head muted" aria-hidden>
        <span>{t('mapping.came')}</span>
        <span>{t(changed ? 'mapping.before' : 'mapping.now')}</span>
        {changed && <span>{t('mapping.after')}</span>}
      </div>
      {of.map((one, place) => (
        <article key={place}>
          <div>
            <pre>{pretty(one.specimen.said)}</pre>
            <small className="muted">
              {Object.values(one.specimen.about).join(' ')} <Moment at={one.specimen.at} />
            </small>
          </div>
          <Outcome of={one.before} />
          {changed && <Outcome of={one.after} />}
        </article>
      ))}
    </div>
  )
}

function Outcome({ of }: { of: MadeOut }) {
  const { t } = useTranslation()
  return (
    <div>
      {of.readings.map((one, place) => (
        <p key={place} className={one.refused ? 'refused' : undefined}>
          <b>{one.subject || '–'}</b> <span className="muted">{one.signal || '–'}</span>{' '}
          <span className="number">{one.value === null ? '' : Number(one.value.toPrecision(10))}{one.lon !== null && one.lat !== null ? ` (${one.lon.toFixed(5)}, ${one.lat.toFixed(5)})` : ''}</span>{' '}
          {one.at && <Moment at={one.at} />}
          {one.refused && <small>{one.refused}</small>}
        </p>
      ))}
      {of.refused.map((why) => (
        <p key={why} className="refused">
          <small>{why}</small>
        </p>
      ))}
      {!of.readings.length && !of.refused.length && <small className="muted">{t('mapping.left_out')}</small>}
    </div>
  )
}

function pretty(said: string): string {
  try {
    return JSON.stringify(JSON.parse(said), null, 1).slice(0, 2000)
  } catch {
    return said.slice(0, 2000)
  }
}
