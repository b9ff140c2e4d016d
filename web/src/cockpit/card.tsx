import { CloseOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Feature, FeatureCollection } from 'geojson'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlertOut } from '../api/generated/types.gen'
import { cases, layers, openAlerts, useNames } from '../api/queries'
import { DrillTag } from '../kit/drill'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { useSubject } from '../sense/alert-api'
import { AlertFacts } from '../sense/alert-facts'
import type { Picked } from './map/address'
import type { AreaProperties } from './map/areas'
import { coverage, levelOf } from './map/blind'
import type { Fleet } from './map/fleet'
import { sourceOf } from './map/scenario'

interface Of {
  id: string
  onClose: () => void
}

/** What was picked on the map, and one click to its page. */
export function PickedCard({ picked, fleet, onClose }: { picked: Picked; fleet: Fleet; onClose: () => void }) {
  if (picked.kind === 'alert') return <AlertCard id={picked.id} onClose={onClose} />
  if (picked.kind === 'vehicle') return <VehicleCard id={picked.id} fleet={fleet} onClose={onClose} />
  if (picked.kind === 'area') return <AreaCard id={picked.id} onClose={onClose} />
  return <ThingCard id={picked.id} onClose={onClose} />
}

function Frame({ title, mark, onClose, children }: { title: string; mark?: ReactNode; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <aside className="picked-card" aria-label={title}>
      <header>
        {mark}
        <b>{title}</b>
        <Button type="text" size="small" aria-label={t('map.close')} icon={<CloseOutlined />} onClick={onClose} />
      </header>
      {children}
    </aside>
  )
}

function AlertCard({ id, onClose }: Of) {
  const { t } = useTranslation()
  const subject = useSubject()
  const { data } = useQuery(openAlerts)
  const alert = data?.find((one) => one.id === Number(id))
  if (!alert) return null
  return (
    <Frame title={subject(alert)} mark={<Marks of={alert} />} onClose={onClose}>
      <AlertFacts alert={alert} />
      <p className="picked-ways">
        <Link to={`/alerts?alert=${alert.id}`}>{t('alerts.why')}</Link>
        {alert.case && <Link to={`/cases/${alert.case}`}>{t('map.open_case', { id: alert.case })}</Link>}
      </p>
    </Frame>
  )
}

const Marks = ({ of }: { of: AlertOut }) => (
  <>
    <Level warning={of.warning} word /> <DrillTag drill={of.drill} />
  </>
)

function VehicleCard({ id, fleet, onClose }: Of & { fleet: Fleet }) {
  const { t } = useTranslation()
  const { data } = useQuery(openAlerts)
  const vehicle = fleet.get(id)
  if (!vehicle) return null
  const alert = data?.find((one) => one.subject === id && one.case)
  return (
    <Frame title={id} mark={alert && <Marks of={alert} />} onClose={onClose}>
      <dl className="number">
        <dt>{t('map.speed')}</dt>
        <dd>{vehicle.speed === null ? '–' : `${Math.round(vehicle.speed)} km/h`}</dd>
        <dt>{t('map.seen')}</dt>
        <dd>
          <Moment at={vehicle.at} />
        </dd>
      </dl>
      {alert && <Link to={`/cases/${alert.case}`}>{t('map.open_case', { id: alert.case })}</Link>}
    </Frame>
  )
}

function AreaCard({ id, onClose }: Of) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data } = useQuery(cases({ area: id }))
  const known = client.getQueriesData<FeatureCollection>({ queryKey: ['inside'] }).flatMap(([, one]) => one?.features ?? [])
  const area = known.find((one) => one.properties?.code === id)?.properties as AreaProperties | undefined
  const open = data?.filter((one) => one.state !== 'closed' && !one.drill)
  const { data: heard } = useQuery(coverage(id, levelOf(id)))
  const here = heard?.find((one) => one.area === id)
  return (
    <Frame title={area?.name ?? id} onClose={onClose}>
      <dl className="number">
        <dt>{t('map.open_cases')}</dt>
        <dd>{open?.length ?? '–'}</dd>
        <dt>{t('map.late_cases')}</dt>
        <dd>{open?.filter((one) => one.late).length ?? '–'}</dd>
        {here && (
          <>
            <dt>{t('map.silent')}</dt>
            <dd>
              <Link to={`/devices?area=${id}`}>{t('map.silent_of', { silent: here.silent, expected: here.expected })}</Link>
            </dd>
          </>
        )}
        <dt>{t('map.outline')}</dt>
        <dd>{area?.drawn ? t('map.drawn') : t('map.published')}</dd>
      </dl>
      <Link to={`/cases?area=${id}`}>{t('map.open_area')}</Link>
    </Frame>
  )
}

function ThingCard({ id, onClose }: Of) {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(layers)
  const [source, title] = id.split('|')
  const layer = data?.find((one) => sourceOf(one) === source)
  if (!layer) return null
  const features = (layer.features as { features?: Feature[] }).features ?? []
  const feature = features.find((one) => [one.properties?.name, one.properties?.title].includes(title))
  const told = Object.entries(feature?.properties ?? {}).filter(([key, value]) => !['name', 'title'].includes(key) && typeof value !== 'object')
  return (
    <Frame title={title || name(layer.name)} onClose={onClose}>
      <dl className="number">
        <dt>{t('map.kind')}</dt>
        <dd>{name(layer.name)}</dd>
        {told.map(([key, value]) => (
          <Told key={key} name={name(key)} value={String(value)} />
        ))}
      </dl>
      {layer.drawn && <span className="muted">{t('map.drawn')}</span>}
    </Frame>
  )
}

const Told = ({ name, value }: { name: string; value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
)
