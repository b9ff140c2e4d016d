import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeviceOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { TimeCurve } from '../kit/curve'
import { Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { useSpoken } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { alertsOf } from './alert-api'
import { DeviceActs } from './device-acts'
import { device, deviceCurves, useKindName } from './device-api'
import { DeviceForm } from './device-form'
import { DeviceLamp } from './device-lamp'

const MiniMap = lazy(() => import('./mini-map'))

/** One device opened: how it is, where it stands, whose it is, what may be done. */
export function DeviceDrawer({ code, onClose }: { code: string; onClose: () => void }) {
  const { data, error } = useQuery(device(code))
  return (
    <Drawer open onClose={onClose} size={520} title={data?.name ?? code} destroyOnHidden>
      {error && !data ? <Failed error={error} /> : data ? <Told of={data} /> : <Waiting />}
    </Drawer>
  )
}

function Told({ of }: { of: DeviceOut }) {
  const { t } = useTranslation()
  const [changing, setChanging] = useState(false)
  return (
    <>
      <section className="drawer-part">
        <DeviceLamp of={of} />
        <Facts of={of} />
      </section>
      <section className="drawer-part">
        <Suspense fallback={<div className="mini-map" />}>
          <Link to={`/?at=${of.lon.toFixed(4)},${of.lat.toFixed(4)},14`} aria-label={t('alert.on_map')}>
            <MiniMap lon={of.lon} lat={of.lat} />
          </Link>
        </Suspense>
      </section>
      <History of={of} />
      <Alerts of={of} />
      <DeviceActs of={of} onChange={() => setChanging(true)} />
      {changing && <DeviceForm of={of} onClose={() => setChanging(false)} onDone={() => undefined} />}
    </>
  )
}

function Facts({ of }: { of: DeviceOut }) {
  const { t } = useTranslation()
  const { last } = useSpoken()
  const kind = useKindName()
  const told = (['kind', 'repairer', 'owner', 'maker', 'asset'] as const).filter((one) => of[one] || one === 'repairer')
  return (
    <dl>
      <dt>{t('device.code')}</dt>
      <dd className="number">{of.code}</dd>
      <dt>{t('device.place')}</dt>
      <dd>
        {of.area_name} <small className="muted number">{of.lon.toFixed(5)}, {of.lat.toFixed(5)}</small>
      </dd>
      <dt>{t('device.heard')}</dt>
      <dd>
        {of.heard ? <Moment at={of.heard} /> : t('device.never')}{' '}
        <small className="muted">{t('device.expected', { time: last(of.expect_every_s * 1000) })}</small>
      </dd>
      {told.map((one) => (
        <Pair key={one} name={t(`device.${one}`)} said={(one === 'kind' ? kind(of.kind) : of[one]) || t('device.nobody')} />
      ))}
      <dt>{t('device.changed')}</dt>
      <dd>
        <Moment at={of.changed} />
      </dd>
    </dl>
  )
}

const Pair = ({ name, said }: { name: string; said: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{said}</dd>
  </>
)

/** What it said in the last day. */
function History({ of }: { of: DeviceOut }) {
  const name = useNames()
  const { data } = useQuery(deviceCurves(of.code))
  if (!data?.some((one) => one.value.some((value) => value !== null))) return null
  return (
    <section className="drawer-part">
      {data.map((one) => (
        <TimeCurve key={one.signal} at={one.at} value={one.value} unit={one.unit === '1' ? '' : one.unit} label={name(one.signal)} />
      ))}
    </section>
  )
}

/** What is open about this device. */
function Alerts({ of }: { of: DeviceOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data: mine } = useQuery(alertsOf(of.code))
  if (!mine?.length) return null
  return (
    <section className="drawer-part">
      <h3>{t('device.alerts')}</h3>
      <ul className="drawer-lines">
        {mine.map((one) => (
          <li key={one.id}>
            <Level warning={one.warning} />
            <Link to={`/alerts?alert=${one.id}`}>{name(one.detector)}</Link>
            <small className="muted">
              <Moment at={one.began} />
            </small>
            {one.case && <Link to={`/cases/${one.case}`}>{t('map.open_case', { id: one.case })}</Link>}
          </li>
        ))}
      </ul>
    </section>
  )
}
