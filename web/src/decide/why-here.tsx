import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CaseOut, RouteOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { routeOf } from './route-api'
import './acts.css'

/** Why the case goes where it goes: the line that took it, those passed over, and who was asked in vain. */
export function WhyHere({ of }: { of: CaseOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery({ ...routeOf(of.id), retry: false })
  const byHand = data && of.held_at && (of.held_at !== data.area || of.duty !== data.duty)
  return data ? (
    <section>
      <h2>{t('why_here.title')}</h2>
      {byHand && <p>{t('why_here.by_hand', { who: t('case.who', { area: of.held_at_name || t('app.city'), duty: name(of.duty) }) })}</p>}
      <Way route={data} />
    </section>
  ) : null
}

export function Way({ route }: { route: RouteOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const who = (duty: string, area: string) => t('case.who', { area: area || t('app.city'), duty: name(duty) })
  return (
    <>
      <p>
        {route.area ? <b>{who(route.duty, route.area_name)}</b> : <b>{t('case.nobody')}</b>}{' '}
        <span className="muted">{route.source ? t(`why_here.by_${route.source}`, { line: route.line ?? '', name: route.line_name }) : t('why_here.by_none')}</span>
      </p>
      <ul className="route-lines">
        {route.tried.map((one) => (
          <li key={one.source + one.duty}>
            <span className="muted">{t(`why_here.from_${one.source}`)}</span>
            <span>
              {one.area ? who(one.duty, one.area_name) : t('why_here.held_nowhere', { duty: name(one.duty) })}
              {one.vain.length > 0 && <small className="muted"> {t('why_here.vain', { levels: one.vain.map((code) => t(`why_here.level_${code.length}`, { defaultValue: code })).join('、') })}</small>}
            </span>
          </li>
        ))}
        {route.matrix_duty && (
          <li>
            <span className="muted">{t('why_here.says')}</span>
            <span>{name(route.matrix_duty)}</span>
          </li>
        )}
        {route.assisting.length > 0 && (
          <li>
            <span className="muted">{t('why_here.assisting')}</span>
            <span>{route.assisting.map(name).join('、')}</span>
          </li>
        )}
      </ul>
      {route.passed.length > 0 && (
        <details>
          <summary>{t('why_here.passed', { count: route.passed.length })}</summary>
          <ol>
            {route.passed.map((one) => (
              <li key={one.line}>
                {t('why_here.line', { line: one.line, name: one.name })} <span className="muted">{t('why_here.not_met', { condition: t(`why_here.on_${one.condition}`) })}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}
