import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ExplanationOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useUnit } from '../kit/amount'
import { Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Spark } from '../kit/spark'
import { Waiting } from '../kit/waiting'
import { LampMark } from './lamp'
import { WhyLit } from './vitals-why'
import { HandOn } from './vitals-hand'
import { explained, useLooking, useTitle, written } from './vitals-api'

/** A number opened: what it is, why its lamp shows that, what it is made of, down to who said it. */
export function Explained({ name, area }: { name: string; area: string }) {
  const { look } = useLooking()
  const { data, error } = useQuery(explained(name, area))
  const called = useTitle()
  const close = () => look({ open: '' })
  return (
    <Drawer open onClose={close} size={560} title={data ? called(data.beat.title) : ''} className="explained" destroyOnHidden>
      {error ? <Failed error={error} /> : data ? <Ground of={data} /> : <Waiting />}
    </Drawer>
  )
}

function Ground({ of }: { of: ExplanationOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const unit = useUnit()
  const { beat } = of
  return (
    <>
      <div className="figure">
        <LampMark warning={beat.warning} known={beat.value !== null} />
        <b className="number">{written(beat.value, beat.decimals)}</b>
        <span className="muted">{unit(beat.unit)}</span>
        <span className="grow" />
        <Spark values={beat.trend} label={t('vitals.trend')} />
      </div>
      <p className="muted">
        {of.area_name || t('app.city')} · {name(beat.owner)} · {t(`vitals.origin.${beat.origin}`)}
        {beat.at && (
          <>
            {' · '}
            {t('vitals.as_of')} <Moment at={beat.at} />
          </>
        )}
      </p>
      <WhyLit of={of} />
      <Made of={of} />
      <Below of={of} />
      <Said of={of} />
      <HandOn of={of} />
    </>
  )
}

function Made({ of }: { of: ExplanationOut }) {
  const { t } = useTranslation()
  const name = useNames()
  return (
    <section>
      <h3>{t('vitals.made_of')}</h3>
      <code className="formula">{of.formula}</code>
      {!of.rolled && <code className="formula filled">= {of.filled}</code>}
      <p className="muted">{t(`vitals.rolls.${of.rolls_up}`)}</p>
      <table>
        <tbody>
          {of.inputs.map((one) => (
            <tr key={one.name}>
              <td>
                <code>{one.name}</code>
              </td>
              <td>
                {name(one.reads)} <small className="muted">{!one.vital && t(`vitals.how.${one.how}`)}</small>
                {one.above !== null && <small className="muted"> &gt; {one.above}</small>}
                {one.below !== null && <small className="muted"> &lt; {one.below}</small>}
              </td>
              <td className="number">{one.value === null ? '–' : written(one.value, Number.isInteger(one.value) ? 0 : 2)}</td>
              <td className="muted number">{one.subjects !== null && t('vitals.subjects', { count: one.subjects })}</td>
              <td className="muted">{one.at && <Moment at={one.at} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">
        {t('vitals.version', { version: of.version, day: of.version_since })} · {t('vitals.every', { seconds: of.beat.cycle_s / 60 })} ·{' '}
        {t('vitals.source')} {of.source}
      </p>
    </section>
  )
}

function Below({ of }: { of: ExplanationOut }) {
  const { t } = useTranslation()
  const { look } = useLooking()
  if (of.below.length === 0) return null
  return (
    <section>
      <h3>{t('vitals.below')}</h3>
      <div className="below-cells">
        {of.below.map((one) => (
          <button key={one.code} type="button" onClick={() => look({ area: one.code })}>
            <LampMark warning={one.warning} known={one.value !== null} />
            <span>{one.name || one.code}</span>
            <b className="number">{written(one.value, of.beat.decimals)}</b>
          </button>
        ))}
      </div>
    </section>
  )
}

function Said({ of }: { of: ExplanationOut }) {
  const { t } = useTranslation()
  const name = useNames()
  if (of.subjects.length === 0) return null
  return (
    <section>
      <h3>{t('vitals.said')}</h3>
      <table>
        <tbody>
          {of.subjects.slice(0, 24).map((one) => (
            <tr key={`${one.signal} ${one.subject}`}>
              <td>{one.subject}</td>
              <td className="muted">{name(one.signal)}</td>
              <td className="number">{written(one.value, Number.isInteger(one.value) ? 0 : 2)}</td>
              <td className="muted">
                <Moment at={one.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {of.more_subjects + Math.max(0, of.subjects.length - 24) > 0 && (
        <p className="muted">{t('vitals.more', { count: of.more_subjects + Math.max(0, of.subjects.length - 24) })}</p>
      )}
    </section>
  )
}
