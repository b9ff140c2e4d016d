import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WarningLineOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { useLooking } from '../kit/looking'
import { Moment } from '../kit/moment'
import { Rows } from '../kit/rows'
import { Waiting } from '../kit/waiting'
import { WarningDrawer } from './warning'
import { levelOf, warnings } from './warnings-api'
import './devices.css'
import './warnings.css'

const ROW = 38

/** What others warn the city of: who, of what, how grave, where, how long, and the alert it became. */
export default function Warnings() {
  const { t } = useTranslation()
  const [params, look] = useLooking()
  const { data, error, refetch } = useQuery(warnings)
  const all = params.get('state') === 'all'
  const shown = data?.filter((one) => all || one.stand === 'in_force')
  const opened = Number(params.get('warning') ?? '')
  return (
    <main className="warnings listing">
      <header>
        <h1>{t('pages.warnings')}</h1>
        <span className="muted number">{shown && t('warnings.count', { count: shown.length })}</span>
        <span className="muted wide">{t('warnings.what')}</span>
      </header>
      <div className="filters" role="search">
        <Segmented
          value={all ? 'all' : 'in_force'}
          aria-label={t('alerts.state')}
          options={['in_force', 'all'].map((one) => ({ value: one, label: t(one === 'all' ? 'alerts.all' : 'warnings.in_force') }))}
          onChange={(state) => look({ state: state === 'all' ? 'all' : '' })}
        />
      </div>
      <div className="listing-head" aria-hidden>
        {['level', 'event', 'who', 'area', 'grave', 'until', 'stand', 'alert'].map((column) => (
          <span key={column} className={column}>
            {t(`warnings.${column}`)}
          </span>
        ))}
      </div>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {shown?.length === 0 && <Empty>{t(data?.length ? 'warnings.none_in_force' : 'warnings.none')}</Empty>}
      {shown && shown.length > 0 && (
        <Rows rows={shown} height={ROW} label={t('pages.warnings')} keyOf={(one) => one.id} onOpen={(one) => look({ warning: String(one.id) })}>
          {(one) => <Row of={one} />}
        </Rows>
      )}
      {opened > 0 && <WarningDrawer key={opened} id={opened} onClose={() => look({ warning: '' })} onOther={(id) => look({ warning: String(id) })} />}
    </main>
  )
}

function Row({ of }: { of: WarningLineOut }) {
  const { t } = useTranslation()
  const level = levelOf(of)
  return (
    <>
      <span className={of.stand === 'in_force' ? 'level-cell' : 'level-cell past'}>{level ? <Level warning={level} word /> : <span className="muted">–</span>}</span>
      <span className={of.stand === 'in_force' ? 'event' : 'event past'}>
        <b>{of.event || of.headline}</b> <small>{of.event && of.headline}</small>
      </span>
      <span className="who">{of.sender_name || of.sender}</span>
      <span className="area">{of.area}</span>
      <span className="grave">
        {of.severity && t(`cap.severity.${of.severity}`)} <small>{of.urgency && t(`cap.urgency.${of.urgency}`)}</small>
      </span>
      <span className="until">
        <Moment at={of.effective} /> {of.expires && <small>– <Moment at={of.expires} /></small>}
      </span>
      <span className={`stand is-${of.stand}`}>{t(`warnings.${of.stand}`)}</span>
      <span className="alert">
        {of.alert && (
          <Link to={`/alerts?alert=${of.alert}`} onClick={(event) => event.stopPropagation()}>
            {t('warnings.to_alert')}
          </Link>
        )}
      </span>
    </>
  )
}
