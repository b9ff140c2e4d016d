import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ResponseOut, PlanStepOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Failed } from '../kit/empty'
import { asLevel, Level, NUMERALS } from '../kit/level'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { onePlan } from './plans-api'

/** A plan side by side in its colours: when, what, who, how fast. What a graver level adds stands out. */
export function PlanLevels({ name, area }: { name: string; area: string }) {
  const { data, error } = useQuery(onePlan(name, area))
  if (error) return <Failed error={error} />
  if (!data) return <Waiting />
  return (
    <div className="plan-levels">
      {data.responses.map((one, place) => (
        <OneLevel key={one.level} of={one} milder={data.responses[place + 1]} />
      ))}
    </div>
  )
}

/** A limit as people say it: `0.5UH` is half an hour, day and night. */
export function useLimit(): (limit: string) => string {
  const { t } = useTranslation()
  return (limit) => {
    const [, amount = '', unit = ''] = /^([\d.]+)(\w+)$/.exec(limit) ?? []
    const minutes = unit === 'UH' && Number(amount) < 1
    return minutes ? t('time.minutes', { minutes: Math.round(Number(amount) * 60) }) : unit === 'UH' ? t('time.whole_hours', { hours: Number(amount) }) : t(`clocks.unit.${unit}`, { count: Number(amount) })
  }
}

/** A level as people say it: Ⅱ 重大. */
export function useGrade(): (level: number) => string {
  const { t } = useTranslation()
  return (level) => t('plans.grade', { numeral: NUMERALS[asLevel(level)], name: t(`level.${level}`) })
}

function OneLevel({ of, milder }: { of: ResponseOut; milder: ResponseOut | undefined }) {
  const { t } = useTranslation()
  const name = useNames()
  const limit = useLimit()
  const before = new Set(milder?.steps.map((step) => step.step))
  const groups = new Set(milder?.groups.map((group) => group.group))
  return (
    <article className={`plan-level is-${of.level}`}>
      <h3>
        <Level warning={of.level} word />
      </h3>
      <p>{name(of.when)}</p>
      <small className="muted">{t('plans.reassess', { limit: limit(of.reassess) })}</small>
      <h4>{t('plans.steps')}</h4>
      <ol>
        {of.steps.map((step) => (
          <li key={step.step} className={before.has(step.step) ? 'muted' : undefined}>
            {name(step.step)}
            <small className="muted">
              {name(step.duty)} · {t('plans.within', { limit: limit(step.within) })}
              {step.photo && ` · ${t('task.photo_needed')}`}
            </small>
          </li>
        ))}
      </ol>
      <h4>{t('plans.groups')}</h4>
      <ul>
        {of.groups.map((group) => (
          <li key={group.group} className={groups.has(group.group) ? 'muted' : undefined}>
            {name(group.group)}
            <small className="muted">{group.duties.map(name).join(' · ')}</small>
          </li>
        ))}
      </ul>
      {of.tells.length > 0 && (
        <p>
          <small className="muted">
            {t('plans.tells')} {of.tells.map(name).join(' · ')}
          </small>
        </p>
      )}
    </article>
  )
}

/** What activating would ask of whom, before it is done. */
export function Foreseen({ steps }: { steps: PlanStepOut[] }) {
  const { t } = useTranslation()
  const name = useNames()
  return (
    <ol className="foreseen" aria-label={t('plans.foreseen')}>
      {steps.map((step) => (
        <li key={step.step}>
          <b>{name(step.step)}</b>
          <small className="muted">
            {step.area_name || t('app.city')} · {step.names?.join(' ') || name(step.duty)}
            {step.due && (
              <>
                {' · '}
                <Moment at={step.due} />
              </>
            )}
          </small>
          {step.vacant && <small className="is-refused">{`${name(step.duty)}: ${t('plans.vacant')}`}</small>}
        </li>
      ))}
    </ol>
  )
}
