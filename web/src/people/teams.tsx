import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty, Failed } from '../kit/empty'
import { AreaSelect } from '../kit/area-select'
import { Waiting } from '../kit/waiting'
import { MicroGrids } from './microgrids'
import { Minded } from './minded'
import { gaps, team } from './people-api'
import { useMe } from './session'
import './people.css'

/** Grid teams 1+3+N: who is there, and which grids lack a leader or a full-time member. */
export default function Teams() {
  const { t } = useTranslation()
  const first = useMe().posts[0]?.area ?? '50'
  const [area, setArea] = useState(first === '50' ? '500103' : first)
  const [chosen, setChosen] = useState('')
  const { data, error, refetch } = useQuery(gaps(area))
  return (
    <main className="people">
      <header>
        <h1>{t('pages.teams')}</h1>
        <AreaSelect value={area} label={t('mutes.area')} onChange={(code) => setArea(code || '50')} whole={t('app.city')} />
        {data && <span className="number muted">{t('teams.counted', { lacking: data.lacking, of: data.grids })}</span>}
        <span className="grow" />
        {data && (
          <span className="number muted">
            {Object.entries(data.people).map(([part, count]) => `${t(`part.${part}`)} ${count}`).join(' · ')}
          </span>
        )}
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data && (
        <div className="people-body">
          <div>
          <section aria-label={t('teams.gaps')}>
            <h2>{t('teams.gaps')}</h2>
            {data.gaps.length === 0 && <Empty>{t('teams.no_gaps')}</Empty>}
            <ul className="lines gap-lines">
              {data.gaps.map((gap) => (
                <li key={gap.area}>
                  <button type="button" className="linklike" onClick={() => setChosen(gap.area)}>
                    {gap.area_name}
                  </button>
                  <span className="is-refused">{t('teams.lacks', { what: gap.missing.map((part) => t(`part.${part}`)).join('、') })}</span>
                </li>
              ))}
            </ul>
          </section>
          <Minded area={area} choose={setChosen} />
          </div>
          <section>
            <label className="find">
              {t('teams.grid')} <input value={chosen} inputMode="numeric" maxLength={17} placeholder="500103001001001" onChange={(event) => setChosen(event.target.value.trim())} />
            </label>
            {/^\d{15}(\d{2})?$/.test(chosen) ? (
              <>
                <Team area={chosen} />
                <MicroGrids area={chosen.slice(0, 15)} chosen={chosen} choose={setChosen} />
              </>
            ) : <Empty>{t('teams.choose')}</Empty>}
          </section>
        </div>
      )}
    </main>
  )
}

function Team({ area }: { area: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(team(area))
  if (error) return <Failed error={error} />
  if (!data) return <Waiting />
  return (
    <>
      <h2>{data.area_name}</h2>
      {data.missing.length > 0 && <p className="is-refused">{t('teams.lacks', { what: data.missing.map((part) => t(`part.${part}`)).join('、') })}</p>}
      <ul className="lines">
        {data.seats.map((seat) => (
          <li key={seat.id}>
            <b>{t(`part.${seat.part}`)}</b>
            <span>
              <Link to={`/people/${seat.login}`}>{seat.name}</Link> <small className="number muted">{seat.mobile}</small>
            </span>
            {seat.away && <small className="is-refused">{t('teams.away')}</small>}
          </li>
        ))}
      </ul>
      <h3>{t('people.history')}</h3>
      <ul className="lines">
        {data.history.map((seat) => (
          <li key={seat.id} className="muted">
            <span className="number">
              {seat.since} – {seat.until ?? ''}
            </span>
            <span>
              {seat.name} · {t(`part.${seat.part}`)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
