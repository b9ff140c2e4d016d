import { CloseOutlined, DownOutlined, RightOutlined } from '@ant-design/icons'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Amount } from '../kit/amount'
import { AreaSelect } from '../kit/area-select'
import { DrillTag } from '../kit/drill'
import { Empty, Failed } from '../kit/empty'
import { asLevel, Level } from '../kit/level'
import { useLooking } from '../kit/looking'
import { Moment } from '../kit/moment'
import { Rows } from '../kit/rows'
import { useNow, useSpoken } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { LEVELS } from '../tokens'
import { alertList, MOST_ALERTS, stormOf, useSubject } from './alert-api'
import { DrillAlert } from './drill-alert'
import { WhyDrawer } from './why'
import './devices.css'
import './alerts.css'

const ROW = 38

/** What the detectors found: one line for each, one for a whole storm; every line says why. */
export default function Alerts() {
  const { t } = useTranslation()
  const [params, look] = useLooking()
  const of = (name: string) => params.get(name) ?? ''
  const open = of('state') !== 'all'
  const { data, error, refetch } = useQuery(alertList(open))
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set())
  const storms = useQueries({ queries: [...unfolded].map(stormOf) }).flatMap((one) => one.data ?? [])
  const shown = data?.filter(
    (one) =>
      (!of('level') || asLevel(one.warning) === Number(of('level'))) &&
      (!of('detector') || one.detector === of('detector')) &&
      one.area.startsWith(of('area')),
  )
  const rows = shown?.flatMap((one) => (unfolded.has(one.id) ? [one, ...storms.filter((part) => part.head === one.id)] : [one]))
  const fold = (id: number) =>
    setUnfolded((now) => {
      const next = new Set(now)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const why = Number(of('alert'))
  return (
    <main className="alerts listing">
      <header>
        <h1>{t('pages.alerts')}</h1>
        <span className="muted number">{shown && t(data!.length < MOST_ALERTS ? 'alerts.count' : 'alerts.first', { count: shown.length })}</span>
        <span className="grow" />
        <DrillAlert />
      </header>
      <Filters known={data ?? []} />
      <div className="listing-head" aria-hidden>
        {['level', 'subject', 'place', 'when', 'peak', 'case'].map((column) => (
          <span key={column} className={column}>
            {t(`alerts.${column}`)}
          </span>
        ))}
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {shown?.length === 0 && <Empty>{t(data?.length ? 'alerts.none_such' : open ? 'alerts.none_open' : 'alerts.none')}</Empty>}
      {rows && rows.length > 0 && (
        <Rows rows={rows} height={ROW} label={t('pages.alerts')} keyOf={(one) => one.id} onOpen={(one) => look({ alert: String(one.id) })}>
          {(one) => <Row of={one} unfolded={unfolded.has(one.id)} onFold={() => fold(one.id)} />}
        </Rows>
      )}
      {why > 0 && <WhyDrawer key={why} id={why} onClose={() => look({ alert: '' })} onOther={(id) => look({ alert: String(id) })} />}
    </main>
  )
}

function Row({ of, unfolded, onFold }: { of: AlertOut; unfolded: boolean; onFold: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  const { last } = useSpoken()
  const now = useNow()
  return (
    <>
      <span className={of.head ? 'level-cell part' : 'level-cell'}>
        <Level warning={of.warning} word />
      </span>
      <span className="subject">
        {of.storm && (
          <button
            type="button"
            className="unfold"
            aria-expanded={unfolded}
            onClick={(event) => {
              event.stopPropagation()
              onFold()
            }}
            onKeyDown={(event) => event.stopPropagation()}
          >
            {unfolded ? <DownOutlined /> : <RightOutlined />} {t('alerts.storm', { count: of.count })}
          </button>
        )}
        <DrillTag drill={of.drill} /> <b>{subject(of)}</b> <small>{name(of.detector)}</small>
      </span>
      <span className="place">{of.area_name || t('app.city')}</span>
      <span className="when">
        <Moment at={of.began} /> <small>{of.open ? t('alerts.lasting', { time: last(now.getTime() - Date.parse(of.began)) }) : t('alert.over')}</small>
      </span>
      <span className="number peak">
        <Amount value={of.peak} unit={of.unit} />
      </span>
      <span className="case muted">
        {of.mute ? t('alerts.muted') : of.case ? `#${of.case}` : of.head ? t('alerts.in_storm') : t('alerts.no_case')}
      </span>
    </>
  )
}

function Filters({ known }: { known: AlertOut[] }) {
  const { t } = useTranslation()
  const name = useNames()
  const [params, look] = useLooking()
  const of = (one: string) => params.get(one) ?? ''
  const detectors = [...new Set(known.map((one) => one.detector))].sort()
  return (
    <div className="filters" role="search">
      <Segmented
        value={of('state') || 'open'}
        aria-label={t('alerts.state')}
        options={[
          { value: 'open', label: t('alerts.open') },
          { value: 'all', label: t('alerts.all') },
        ]}
        onChange={(state) => look({ state: state === 'all' ? 'all' : '' })}
      />
      <Select
        allowClear
        className="filter"
        value={of('level') || undefined}
        placeholder={t('alerts.any_level')}
        aria-label={t('alerts.level')}
        options={LEVELS.map((level) => ({ value: String(level), label: t(`level.${level}`) }))}
        onChange={(level?: string) => look({ level: level ?? '' })}
      />
      <AreaSelect value={of('area')} label={t('alerts.place')} onChange={(area) => look({ area })} />
      <Select
        allowClear
        className="filter"
        value={of('detector') || undefined}
        placeholder={t('cases.any_detector')}
        aria-label={t('alert.detector')}
        options={detectors.map((one) => ({ value: one, label: name(one) }))}
        onChange={(detector?: string) => look({ detector: detector ?? '' })}
      />
      {['level', 'area', 'detector'].some((one) => of(one)) && (
        <Button type="text" icon={<CloseOutlined />} onClick={() => look({ level: '', area: '', detector: '' })}>
          {t('cases.clear')}
        </Button>
      )}
    </div>
  )
}
