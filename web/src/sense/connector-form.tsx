import { useQuery } from '@tanstack/react-query'
import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { ConnectorOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { kinds } from './connectors'

interface Field {
  type?: string
  description?: string
  default?: unknown
  enum?: string[]
  items?: { type?: string }
}
interface Schema {
  properties?: Record<string, Field>
  required?: string[]
}
type Said = Record<string, unknown>

/** A form made of what the kind of connector says it needs; secrets are written and never shown. */
export function ConnectorForm({ of, done }: { of?: ConnectorOut; done: (id: number) => void }) {
  const { t } = useTranslation()
  const { data } = useQuery(kinds)
  const [kind, setKind] = useState(of?.kind ?? 'mqtt')
  const [name, setName] = useState('')
  const [settings, setSettings] = useState<Said>(of?.settings ?? {})
  const [secrets, setSecrets] = useState<Record<string, string>>({})
  const known = data?.find((one) => one.name === kind)
  const act = useAct(
    () =>
      ask(
        of
          ? api.changeConnector({ path: { connector_id: of.id }, body: { settings, secrets } })
          : api.makeConnector({ body: { name, kind, settings, secrets } }),
      ),
    (made) => done(made.id),
  )
  return (
    <form
      className="connector-form"
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate(undefined)
      }}
    >
      {!of && (
        <>
          <label>
            {t('connectors.kind')}
            <Select
              value={kind}
              options={data?.map((one) => ({ value: one.name, label: t(`connectors.kind_${one.name}`, { defaultValue: one.name }) }))}
              onChange={(next: string) => (setKind(next), setSettings({}), setSecrets({}))}
            />
          </label>
          <label>
            {t('connectors.name')}
            <Input value={name} maxLength={48} placeholder="water-works" onChange={(event) => setName(event.target.value)} />
          </label>
        </>
      )}
      {Object.entries((known?.settings as Schema | undefined)?.properties ?? {}).map(([key, field]) => (
        <label key={key} title={key}>
          <span>
            {t(`setting.${key}`, { defaultValue: key })} {((known?.settings as Schema).required ?? []).includes(key) && <b>*</b>}
          </span>
          <Cell field={field} value={settings[key] ?? field.default} onChange={(value) => setSettings({ ...settings, [key]: value })} />
          {field.description && <small className="muted">{t(`setting_why.${kind}.${key}`, { defaultValue: field.description })}</small>}
        </label>
      ))}
      {Object.keys((known?.secrets as Schema | undefined)?.properties ?? {}).map((key) => (
        <label key={key}>
          {t(`setting.${key}`, { defaultValue: key })}
          <Input.Password
            autoComplete="new-password"
            placeholder={of?.secrets.includes(key) ? t('connectors.kept') : ''}
            value={secrets[key] ?? ''}
            onChange={(event) => setSecrets({ ...secrets, [key]: event.target.value })}
          />
        </label>
      ))}
      <Button type="primary" htmlType="submit" loading={act.isPending} disabled={!of && !name}>
        {t(of ? 'connectors.save' : 'connectors.make')}
      </Button>
    </form>
  )
}

function Cell({ field, value, onChange }: { field: Field; value: unknown; onChange: (value: unknown) => void }) {
  if (field.enum) return <Select value={value as string} options={field.enum.map((one) => ({ value: one, label: one || '–' }))} onChange={onChange} />
  if (field.type === 'boolean') return <Switch checked={Boolean(value)} onChange={onChange} />
  if (field.type === 'integer' || field.type === 'number') return <InputNumber value={value as number} onChange={onChange} />
  if (field.type === 'array') return <Select mode="tags" open={false} value={(value as string[] | undefined) ?? []} onChange={onChange} />
  return <Input value={(value as string | undefined) ?? ''} onChange={(event) => onChange(event.target.value)} />
}
