import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActivationOut, PlanLine } from '../api/generated/types.gen'
import { CITY, useAreaName, useNames } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { Empty, Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { ActivatePlan } from './plans-activate'
import { Activation } from './plans-activation'
import { ACTIVATORS, activations, library } from './plans-api'
import { PlanEditions } from './plans-editions'
import { PlanLevels } from './plans-levels'
import './plans.css'

/** Plans of four colours: what is followed now, and the library they come from. */
export default function Plans() {
  const { t } = useTranslation()
  const me = useMe()
  const [area, setArea] = useState(() => me.posts[0]?.area.slice(0, 6) || CITY)
  const [chosen, setChosen] = useState<string>()
  const [activating, setActivating] = useState<string>()
  const { data, error, refetch } = useQuery(library(area))
  const may = me.posts.some((post) => ACTIVATORS.includes(post.duty))
  const shown = data?.find((one) => one.name === chosen) ?? data?.[0]
  return (
    <main className="plans">
      <header>
        <h1>{t('pages.plans')}</h1>
        <p className="muted grow">{t('plans.what')}</p>
        {may && (
          <Button type="primary" onClick={() => setActivating(shown?.name ?? '')}>
            {t('plans.activate')}
          </Button>
        )}
      </header>
      <Followed />
      <section className="plan-library" aria-label={t('plans.library')}>
        <h2>
          {t('plans.library')} <AreaSelect value={area} label={t('plans.area')} whole={t('app.city')} onChange={(code) => setArea(code || CITY)} />
        </h2>
        {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
        <div className="plan-body">
          <ul className="plan-lines">
            {data?.map((one) => (
              <Line key={one.name} of={one} chosen={one === shown} onChoose={() => setChosen(one.name)} />
            ))}
          </ul>
          {shown && <PlanLevels name={shown.name} area={area} />}
        </div>
      </section>
      {shown && <PlanEditions key={`${shown.name} ${area}`} name={shown.name} area={area} />}
      {activating !== undefined && <ActivatePlan first={activating} onClose={() => setActivating(undefined)} />}
    </main>
  )
}

function Followed() {
  const { t } = useTranslation()
  const { data } = useQuery(activations)
  const [all, setAll] = useState(false)
  if (!data) return null
  const running = data.filter((one: ActivationOut) => !one.ended)
  const over = data.filter((one) => one.ended)
  return (
    <section aria-label={t('plans.followed')}>
      <h2>{t('plans.followed')}</h2>
      {running.length === 0 && <Empty>{t('plans.nothing')}</Empty>}
      <div className="activations">
        {[...running, ...(all ? over : [])].map((one) => (
          <Activation key={one.id} of={one} linked />
        ))}
      </div>
      {over.length > 0 && !all && (
        <Button type="link" onClick={() => setAll(true)}>
          {t('plans.more')}
        </Button>
      )}
    </section>
  )
}

function Line({ of, chosen, onChoose }: { of: PlanLine; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  return (
    <li className={chosen ? 'is-chosen' : undefined}>
      <button type="button" aria-pressed={chosen} onClick={onChoose}>
        <b>{name(`plan.${of.name}`)}</b>
        <span className="plan-colours">
          {of.levels.map((level) => (
            <Level key={level} warning={level} />
          ))}
        </span>
        <small className="muted">
          {t('plans.lead', { duty: name(of.lead), level: t(`places.${of.lead_level}`) })}
          {' · '}
          {of.edition && of.since ? `${area(of.area)} ${t('plans.since', { day: of.since })}` : t('plans.shipped')}
        </small>
        {of.faults.map((fault) => (
          <small key={fault} className="is-refused">
            {fault}
          </small>
        ))}
      </button>
    </li>
  )
}
