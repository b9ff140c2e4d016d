import { useTranslation } from 'react-i18next'
import type { ExplanationOut } from '../api/generated/types.gen'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { lasting } from '../kit/time'

/** The lamp's limits as a ladder, the value on it, and what it waits for. */
export function WhyLit({ of }: { of: ExplanationOut }) {
  const { t } = useTranslation()
  const { lamp, beat } = of
  if (!lamp) return null
  const last = (seconds: number) => lasting(seconds * 1000, t as never)
  const waits = (['up_s', 'down_s', 'clear_s'] as const).filter((one) => lamp[one] > 0)
  return (
    <section>
      <h3>{t('vitals.lamp_rule')}</h3>
      {lamp.spell && <p>{t(lamp.off ? 'vitals.spell_off' : 'vitals.spell', { spell: lamp.spell })}</p>}
      <ul className="ladder">
        {lamp.limits
          .toSorted((a, b) => a.warning - b.warning)
          .map((one) => (
            <li key={one.warning} aria-current={one.warning === beat.warning}>
              <Level warning={one.warning} word />
              <b className="number">
                {lamp.rises ? '≥' : '≤'} {one.value}
              </b>
              <small className="muted">{one.source === of.source ? '' : one.source}</small>
            </li>
          ))}
      </ul>
      <p className="muted">
        {[
          ...waits.map((one) => t(`vitals.${one}`, { time: last(lamp[one]) })),
          ...(lamp.hysteresis > 0 ? [t('vitals.hysteresis', { value: lamp.hysteresis })] : []),
        ].join(' · ')}
      </p>
      {lamp.since && beat.value !== null && (
        <p>
          {t(beat.warning ? 'vitals.lit_since' : 'vitals.calm_since')} <Moment at={lamp.since} />
          {lamp.quiet_since && (
            <>
              {' · '}
              {t('vitals.quiet_since')} <Moment at={lamp.quiet_since} />
            </>
          )}
          {lamp.rising_since && (
            <>
              {' · '}
              {t('vitals.rising_since', { level: t(`level.${lamp.rising_to}`) })} <Moment at={lamp.rising_since} />
            </>
          )}
        </p>
      )}
    </section>
  )
}
