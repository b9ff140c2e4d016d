import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CardOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { TimeCurve } from '../kit/curve'
import { Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { useSpoken } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { useParameterName } from '../review/chosen'
import { alertCard, useSubject } from './alert-api'
import { AlertFacts } from './alert-facts'
import { WhyActs } from './why-acts'
import { Crowd } from './crowd'
import { Near, Past } from './why-others'

interface Of {
  id: number
  onClose: () => void
  onOther: (id: number) => void
}

/** Why an alert was raised: its rule as it held, what was read, what else was near, what it was before, what to do. */
export function WhyDrawer({ id, onClose, onOther }: Of) {
  const { data, error } = useQuery(alertCard(id))
  const subject = useSubject()
  return (
    <Drawer open onClose={onClose} size={600} title={data ? subject(data.alert) : `#${id}`} destroyOnHidden>
      {error && !data ? <Failed error={error} /> : data ? <Card of={data} onOther={onOther} /> : <Waiting />}
    </Drawer>
  )
}

function Card({ of, onOther }: { of: CardOut; onOther: (id: number) => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const { alert } = of
  const curves = of.curves.filter((one) => one.value.some((value) => value !== null))
  return (
    <>
      <section className="drawer-part">
        <p className="why-top">
          <Level warning={alert.warning} word />
          <span className="muted">{t(alert.open ? 'alert.open' : 'alert.over')}</span>
          {alert.storm && <span>{t('alerts.storm', { count: alert.count })}</span>}
          <span className="grow" />
          {alert.case && <Link to={`/cases/${alert.case}`}>{t('map.open_case', { id: alert.case })}</Link>}
          {alert.lon !== null && alert.lat !== null && <Link to={`/?at=${alert.lon.toFixed(4)},${alert.lat.toFixed(4)},14&pick=alert:${alert.id}`}>{t('alert.on_map')}</Link>}
        </p>
        <AlertFacts alert={alert} />
      </section>
      <WhyActs alert={alert} />
      <Crowd of={alert} />
      {!alert.storm && (
        <section className="drawer-part">
          <h3>{t('why.curves')}</h3>
          {curves.length === 0 && <p className="muted">{t('why.no_curves')}</p>}
          {curves.map((one) => (
            <TimeCurve key={one.signal} at={one.at} value={one.value} unit={one.unit === '1' ? '' : one.unit} label={name(one.signal)} from={alert.began} until={alert.ended} />
          ))}
        </section>
      )}
      <Rule of={of} />
      <Near of={of} onOther={onOther} />
      <Past of={of} onOther={onOther} />
      <Suggested of={of} />
    </>
  )
}

/** The rule with the values in force where and when the alert began. */
function Rule({ of }: { of: CardOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const called = useParameterName()
  return (
    <section className="drawer-part">
      <h3>{t('why.rule')}</h3>
      <p>
        {name(of.alert.detector)} <small className="muted">{t(of.rulebook ? 'why.version' : 'why.unamended', { scenario: name(of.scenario), version: of.rulebook })}</small>
      </p>
      <ul className="values">
        {of.values.map((one) => (
          <li key={one.name}>
            <span>{called(`${of.alert.detector}.${one.name}`)}</span>
            <b className="number">
              {one.value} {one.unit === '1' ? '' : one.unit}
            </b>
            <small>
              {t('why.since', { day: one.since })} · {one.source}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Suggested({ of }: { of: CardOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const { last } = useSpoken()
  return (
    <section className="drawer-part">
      <h3>{t('why.suggested')}</h3>
      <p>{t('why.playbook', { duty: name(of.suggested.duty), time: last(of.suggested.finish_within_s * 1000) })}</p>
      <ol className="step-lines">
        {of.suggested.steps.map((step) => (
          <li key={step}>{name(step)}</li>
        ))}
      </ol>
    </section>
  )
}
