import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { AutoComplete, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceOut } from '../api/generated/types.gen'
import { AreaSelect } from '../kit/area-select'
import { Empty, Failed } from '../kit/empty'
import { useLooking } from '../kit/looking'
import { Moment } from '../kit/moment'
import { Rows } from '../kit/rows'
import { Waiting } from '../kit/waiting'
import { DeviceDrawer } from './device'
import { devices, LIVES, useKeeps, useKindName, type DeviceFilter } from './device-api'
import { DeviceForm } from './device-form'
import { DeviceImport } from './device-import'
import { DeviceLamp } from './device-lamp'
import './devices.css'

const ROW = 38

/** Every device: how it is, where it stands, who mends it. */
export default function Devices() {
  const { t } = useTranslation()
  const [params, look] = useLooking()
  const [making, setMaking] = useState(false)
  const keeps = useKeeps()
  const of = (name: string) => params.get(name) ?? ''
  const filter: DeviceFilter = { text: of('text'), area: of('area'), kind: of('kind'), life: of('life') }
  const filtered = Object.values(filter).some(Boolean)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(devices(filter))
  const found = data?.pages.flat()
  return (
    <main className="devices listing">
      <header>
        <h1>{t('pages.devices')}</h1>
        <span className="muted number">{found && t(hasNextPage ? 'devices.first' : 'devices.count', { count: found.length })}</span>
        <span className="grow" />
        {keeps && (
          <>
            <DeviceImport />
            <Button icon={<PlusOutlined />} onClick={() => setMaking(true)}>
              {t('devices.register')}
            </Button>
          </>
        )}
      </header>
      <Filters filter={filter} kinds={found ?? []} look={look} />
      <div className="listing-head" aria-hidden>
        {['state', 'code', 'name', 'place', 'repairer', 'heard'].map((column) => (
          <span key={column} className={column}>
            {t(`device.${column}`)}
          </span>
        ))}
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {found?.length === 0 && <Empty>{t(filtered ? 'devices.none_such' : keeps ? 'devices.none' : 'devices.none_kept')}</Empty>}
      {found && found.length > 0 && (
        <Rows
          rows={found}
          height={ROW}
          label={t('pages.devices')}
          keyOf={(one) => one.code}
          onOpen={(one) => look({ device: one.code })}
          onEnd={() => hasNextPage && !isFetchingNextPage && void fetchNextPage()}
        >
          {(one) => <Row of={one} />}
        </Rows>
      )}
      {of('device') && <DeviceDrawer key={of('device')} code={of('device')} onClose={() => look({ device: '' })} />}
      {making && <DeviceForm onClose={() => setMaking(false)} onDone={(code) => look({ device: code })} />}
    </main>
  )
}

function Row({ of }: { of: DeviceOut }) {
  const { t } = useTranslation()
  const kind = useKindName()
  return (
    <>
      <DeviceLamp of={of} />
      <span className="number code">{of.code}</span>
      <span className="name">
        <b>{of.name}</b> <small>{kind(of.kind)}</small>
      </span>
      <span className="place">{of.area_name}</span>
      <span className="repairer">{of.repairer || <span className="muted">{t('device.nobody')}</span>}</span>
      <span className="heard muted">{of.heard ? <Moment at={of.heard} /> : '–'}</span>
    </>
  )
}

interface FilterOf {
  filter: DeviceFilter
  kinds: DeviceOut[]
  look: (changes: Record<string, string>) => void
}

function Filters({ filter, kinds, look }: FilterOf) {
  const { t } = useTranslation()
  const [text, setText] = useState(filter.text)
  const [kind, setKind] = useState(filter.kind)
  const called = useKindName()
  const known = [...new Set(kinds.map((one) => one.kind))].sort()
  const lives = LIVES.map((one) => ({ value: one, label: t(`life.${one}`) }))
  const clear = () => {
    setText('')
    setKind('')
    look({ text: '', area: '', kind: '', life: '' })
  }
  return (
    <div className="filters" role="search">
      <Input.Search
        allowClear
        className="filter wide-filter"
        value={text}
        placeholder={t('devices.search')}
        aria-label={t('devices.search')}
        onChange={(event) => setText(event.target.value)}
        onSearch={(said) => look({ text: said.trim() })}
      />
      <AreaSelect value={filter.area} label={t('device.place')} onChange={(area) => look({ area })} />
      <AutoComplete
        allowClear
        className="filter"
        value={kind}
        placeholder={t('devices.any_kind')}
        aria-label={t('device.kind')}
        options={known.map((one) => ({ value: one, label: called(one) }))}
        onChange={(said?: string) => setKind(said ?? '')}
        onSelect={(said?: string) => look({ kind: said ?? '' })}
        onClear={() => look({ kind: '' })}
        onBlur={() => look({ kind: kind.trim() })}
      />
      <Select
        allowClear
        className="filter"
        value={filter.life || undefined}
        placeholder={t('devices.any_life')}
        aria-label={t('device.life')}
        options={lives}
        onChange={(life?: string) => look({ life: life ?? '' })}
      />
      {Object.values(filter).some(Boolean) && (
        <Button type="text" icon={<CloseOutlined />} onClick={clear}>
          {t('cases.clear')}
        </Button>
      )}
    </div>
  )
}
