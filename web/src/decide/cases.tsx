import { CloseOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import type { CaseOut, Lamp } from '../api/generated/types.gen'
import { cases, CITY, inside, MOST_CASES, parameters, useNames } from '../api/queries'
import { DrillTag } from '../kit/drill'
import { Empty, Failed } from '../kit/empty'
import { LampMark } from '../kit/lamp-mark'
import { Level } from '../kit/level'
import { Rows } from '../kit/rows'
import { inFull, useNow, useSpoken } from '../kit/time'
import { TimeLeft } from '../kit/timeleft'
import { Waiting } from '../kit/waiting'
import { useSubject } from '../sense/alert-api'
import { ReportAtDesk } from './report-form'
import './cases.css'

const STATES = ['reported', 'verifying', 'opened', 'dispatched', 'at_work', 'suspended', 'finished', 'feedback', 'done', 'checking', 'checked', 'closed', 'void']
const LAMPS: Lamp[] = ['red', 'yellow', 'green']
const ORDERS = ['due', 'due_last', 'newest'] as const
const ROW = 38

/** The cases as work: filters stand in the address, the keyboard walks the rows. */
export default function Cases() {
  const { t } = useTranslation()
  const go = useNavigate()
  const [params] = useSearchParams()
  const state = params.getAll('state')
  const [area, detector] = [params.get('area') ?? '', params.get('detector') ?? '']
  const lamp = params.getAll('lamp').filter((one): one is Lamp => LAMPS.includes(one as Lamp))
  const order = ORDERS.find((one) => one === params.get('order')) ?? 'due'
  const { data, error, refetch } = useQuery(cases({ state, area, detector, lamp, order }))
  return (
    <main className="cases">
      <header>
        <h1>{t('pages.cases')}</h1>
        <span className="muted number">{data && t(data.length < MOST_CASES ? 'cases.count' : 'cases.first', { count: data.length })}</span>
        <span className="grow" />
        <ReportAtDesk />
        <Filters state={state} area={area} detector={detector} lamp={lamp} order={order} />
      </header>
      <div className="case-head" aria-hidden>
        {['level', 'number', 'subject', 'place', 'holder', 'state', 'left'].map((column) => (
          <span key={column} className={column}>
            {t(`cases.${column}`)}
          </span>
        ))}
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && <Empty>{t(state.length || area || detector || lamp.length ? 'cases.none_such' : 'cases.none')}</Empty>}
      {data && data.length > 0 && (
        <Rows rows={data} height={ROW} label={t('pages.cases')} keyOf={(one) => one.id} onOpen={(one) => void go(`/cases/${one.id}`)}>
          {(one) => <Row of={one} />}
        </Rows>
      )}
    </main>
  )
}

function Row({ of }: { of: CaseOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  return (
    <>
      <span className="level-cell">
        <Level warning={of.warning} word />
      </span>
      <span className="number">#{of.id}</span>
      <span className="subject">
        <DrillTag drill={of.drill} /> <b>{subject(of)}</b> <small>{name(of.category || of.category_code)}</small>
      </span>
      <span className="place">{of.area_name || t('app.city')}</span>
      <span className="holder">{of.held_at ? t('case.who', { area: of.held_at_name || t('app.city'), duty: name(of.duty) }) : t('case.nobody')}</span>
      <span className={`state ${of.state}`}>
        {name(`state.${of.state}`)}
        {of.rework > 0 && <small> {t('case.rework', { count: of.rework })}</small>}
      </span>
      {of.lamp && of.next_due ? <Next of={of} lamp={of.lamp} due={of.next_due} /> : <TimeLeft of={of} />}
    </>
  )
}

/** How the clock that is due first stands: its lamp, its stage if it is not the handling, and the time until it is due. */
function Next({ of, lamp, due }: { of: CaseOut; lamp: Lamp; due: string }) {
  const { t } = useTranslation()
  const { last } = useSpoken()
  const left = Date.parse(due) - useNow().getTime()
  return (
    <span className={left < 0 ? 'timeleft over' : 'timeleft'} title={`${t('left.due')} ${inFull(new Date(due))}`}>
      <LampMark lamp={lamp} />
      <span className="number">{t(left < 0 ? 'left.over' : 'left.left', { time: last(Math.abs(left)) })}</span>
      {of.next_stage !== 'handle' && <small className="muted">{t(`clocks.stage.${of.next_stage}`)}</small>}
    </span>
  )
}

interface Chosen {
  state: string[]
  area: string
  detector: string
  lamp: Lamp[]
  order: (typeof ORDERS)[number]
}

function Filters({ state, area, detector, lamp, order }: Chosen) {
  const { t } = useTranslation()
  const name = useNames()
  const [, setParams] = useSearchParams()
  const { data: districts } = useQuery(inside(CITY))
  const { data: known } = useQuery(parameters)
  const detectors = [...new Set(known?.map((one) => one.detector))]
  const set = (key: string, values: string[]) =>
    setParams((now) => {
      const next = new URLSearchParams(now)
      next.delete(key)
      for (const value of values) if (value) next.append(key, value)
      return next
    })
  const areas = (districts?.features ?? []).map((one) => ({ value: String(one.properties?.code), label: String(one.properties?.name) }))
  if (area && !areas.some((one) => one.value === area)) areas.unshift({ value: area, label: area })
  return (
    <>
      <Select
        mode="multiple"
        className="filter"
        value={lamp}
        placeholder={t('cases.any_lamp')}
        aria-label={t('cases.lamp')}
        options={LAMPS.map((one) => ({ value: one, label: <LampMark lamp={one} /> }))}
        onChange={(chosen: string[]) => set('lamp', chosen)}
      />
      <Select
        className="filter"
        value={order}
        aria-label={t('cases.order')}
        options={ORDERS.map((one) => ({ value: one, label: t(`cases.by_${one}`) }))}
        onChange={(chosen: string) => set('order', [chosen === 'due' ? '' : chosen])}
      />
      <Select
        mode="multiple"
        className="filter wide-filter"
        value={state}
        placeholder={t('cases.any_state')}
        aria-label={t('cases.state')}
        options={STATES.map((one) => ({ value: one, label: name(`state.${one}`) }))}
        onChange={(chosen: string[]) => set('state', chosen)}
      />
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        allowClear
        className="filter"
        value={area || undefined}
        placeholder={t('cases.any_area')}
        aria-label={t('cases.place')}
        options={areas}
        onChange={(chosen?: string) => set('area', [chosen ?? ''])}
      />
      <Select
        allowClear
        className="filter"
        value={detector || undefined}
        placeholder={t('cases.any_detector')}
        aria-label={t('alert.detector')}
        options={detectors.map((one) => ({ value: one, label: name(one) }))}
        onChange={(chosen?: string) => set('detector', [chosen ?? ''])}
      />
      {(state.length > 0 || area || detector || lamp.length > 0) && (
        <Button type="text" icon={<CloseOutlined />} onClick={() => setParams({})}>
          {t('cases.clear')}
        </Button>
      )}
    </>
  )
}
