import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from '../api/queries'
import { Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { CycleDiagram } from './cycle-diagram'
import { PublishCycle } from './cycle-publish'
import { cycles, editionsOf, readCycle, runningOf, versionOf, type CycleBody } from './cycles-api'
import { Follow } from './follow'
import './policies.css'
import './cycles.css'

/** The case types as data: states, moves, who makes them, what they ask for, how long stages may take; edition by edition. */
export default function Cycles() {
  const { t } = useTranslation()
  const name = useNames()
  const { data, error, refetch } = useQuery(cycles)
  const [chosen, setChosen] = useState('national')
  const [version, setVersion] = useState(0)
  const newest = data?.find((one) => one.name === chosen)
  return (
    <main className="policies cycles">
      <header>
        <h1>{t('pages.cycles')}</h1>
        <p className="muted">{t('cycles.what')}</p>
        {data && <Segmented value={chosen} options={data.map((one) => ({ value: one.name, label: name(one.name) }))} onChange={(next) => (setChosen(next), setVersion(0))} />}
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !newest ? <Waiting /> : <One key={chosen} name={chosen} newest={newest.version} version={version || newest.version} onVersion={setVersion} />}
    </main>
  )
}

function One({ name, newest, version, onVersion }: { name: string; newest: number; version: number; onVersion: (version: number) => void }) {
  const { data } = useQuery(versionOf(name, version))
  if (!data) return <Waiting />
  const body = readCycle(data.body)
  return (
    <div className="policies-body">
      <div>
        <CycleDiagram body={body} />
        <States body={body} />
      </div>
      <div>
        <Editions name={name} newest={newest} shown={version} onVersion={onVersion} />
        <PublishCycle key={version} body={body} raw={data.body} newest={newest} />
      </div>
    </div>
  )
}

/** Which edition was published when and why, and how many open cases go by each. */
function Editions({ name, newest, shown, onVersion }: { name: string; newest: number; shown: number; onVersion: (version: number) => void }) {
  const { t } = useTranslation()
  const { data: published } = useQuery(editionsOf(name))
  const { data: running } = useQuery(runningOf(name))
  return (
    <section>
      <h2>{t('cycles.editions')}</h2>
      <ul className="policy-lines">
        {Array.from({ length: newest }, (_, at) => newest - at).map((version) => {
          const one = published?.find((other) => other.version === version)
          return (
            <li key={version}>
              <p>
                <button type="button" className="link" aria-pressed={version === shown} onClick={() => onVersion(version)}>
                  {t('cycles.edition', { version })}
                </button>{' '}
                {version === newest && <span className="flagged">{t('cycles.newest')}</span>} <span className="number">{t('cycles.running', { count: running?.[version] ?? 0 })}</span>
              </p>
              <small className="muted">
                {one ? (
                  <>
                    {one.reason} · {one.by} · <Moment at={one.at} />
                  </>
                ) : (
                  t('cycles.shipped')
                )}
              </small>
              <Follow book="cycle" name={name} edition={version} may={version === newest && version > 1} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Every state with the moves out of it: where to, who may, what is asked for. */
function States({ body }: { body: CycleBody }) {
  const { t, i18n } = useTranslation()
  const name = useNames()
  const word = (key: string) => body.words[i18n.language === 'en' ? 'en' : 'zh']?.[key] ?? key
  const role = (one: string) => t(`cycles.role.${one}`, { defaultValue: name(one) })
  return (
    <section>
      <h2>{t('cycles.states')}</h2>
      <table className="cycle-table">
        <thead>
          <tr>
            <th>{t('cases.state')}</th>
            <th>{t('cycles.stage')}</th>
            <th>{t('cycles.move')}</th>
            <th>{t('cycles.to')}</th>
            <th>{t('cycles.who')}</th>
            <th>{t('cycles.asks')}</th>
          </tr>
        </thead>
        <tbody>
          {body.state.flatMap((state) => {
            const moves = body.move.filter((one) => one.from.includes(state.name))
            const limit = body.limits[state.stage]
            const first = (
              <>
                <td rowSpan={Math.max(1, moves.length)}>
                  <b>{word(`state.${state.name}`)}</b>
                </td>
                <td rowSpan={Math.max(1, moves.length)}>
                  {t(`clocks.stage.${state.stage}`)} {limit && <small className="muted number">{limit}</small>}
                  {(state.holds?.length ?? 0) > 0 && <small className="muted"> {t('cycles.holds', { stages: state.holds!.map((one) => t(`clocks.stage.${one}`)).join('、') })}</small>}
                </td>
              </>
            )
            if (moves.length === 0)
              return [
                <tr key={state.name}>
                  {first}
                  <td colSpan={4} className="muted">
                    {t('cycles.ends')}
                  </td>
                </tr>,
              ]
            return moves.map((move, at) => (
              <tr key={`${state.name} ${move.name}`}>
                {at === 0 && first}
                <td>{word(`move.${move.name}`)}</td>
                <td>{move.to ? word(`state.${move.to}`) : t('cycles.stays')}</td>
                <td>{move.by.map(role).join('、')}</td>
                <td className="muted">{move.asks.map((one) => `${t(`ask.${one.name}`, { defaultValue: one.name })}${one.required ? '' : t('cycles.optional')}`).join('、')}</td>
              </tr>
            ))
          })}
        </tbody>
      </table>
    </section>
  )
}
